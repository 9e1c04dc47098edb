import { below, chance, draw, label, pick } from '../../primitives/seeded-random.ts';
import type { Country, Words } from './words.ts';

const HEAD = label('name head');
const TAIL = label('name tail');
const PATTERN = label('name pattern');
const LEGAL = label('legal form');
const HAS_LEGAL = label('with legal form');
const NOUN = label('name noun');
const SURNAME = label('name surname');
const PARTNER = label('name second surname');
const CITY = label('name city');
const EXTRA = label('name extra');

export interface NamedCustomer {
  readonly slot: number;
  readonly key: number;
  readonly country: Country;
  /** An index into the industries. */
  readonly industry: number;
  readonly words: Words;
}

/**
 * Names that break naive exports, each kind in one slot of every hundred, so that any world of a hundred has them all.
 * The other slots have plain names.
 */
const AWKWARD: Readonly<Record<number, (customer: NamedCustomer) => string>> = {
  13: (of) => `${surname(of)}, ${secondSurname(of)} & Sons, ${legalForm(of)}`,
  17: (of) => `"${stem(of)}" ${noun(of)} ${legalForm(of)}`,
  71: (of) => `${stem(of)} ${noun(of)} ${pick(draw(of.key, EXTRA), of.words.names.emoji)}`,
  83: (of) =>
    `${stem(of)} ${of.words.names.longWords.join(' ')} ${noun(of)} of ${place(of)} ${legalForm(of)}`,
  97: (of) => `Café ${surname(of)}'s ${noun(of)} – Zürich; São Paulo\\${legalForm(of)}`,
};
/** Slots (of every hundred) whose customers are named in another script, in the order of the words' scripts. */
const SCRIPT_SLOTS = [29, 31, 43, 47, 53, 59];

export function customerName(customer: NamedCustomer): string {
  const script = scriptOf(customer.slot, customer.words);
  if (script !== null) {
    return (
      pick(draw(customer.key, HEAD), script.heads) +
      script.joint +
      pick(draw(customer.key, TAIL), script.tails)
    );
  }
  return AWKWARD[customer.slot % 100]?.(customer) ?? plainName(customer);
}

export function scriptOf(slot: number, words: Words): Words['names']['scripts'][number] | null {
  return words.names.scripts[SCRIPT_SLOTS.indexOf(slot % 100)] ?? null;
}

/**
 * A domain that can never exist on the internet, made of the letters of a name without its legal form;
 * where there are no Latin letters, of the customer's number.
 */
export function domainName(name: string, country: Country, number: string): string {
  const legalForm = country.legalForms.find((form) => name.endsWith(` ${form}`)) ?? '';
  const letters = name
    .slice(0, name.length - legalForm.length)
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 40);
  return letters.length < 4 ? `tenant${number}.example` : `${letters}.example`;
}

function plainName(customer: NamedCustomer): string {
  const pattern = below(draw(customer.key, PATTERN), 100);
  if (isPublic(customer))
    return pattern < 25 ? `City of ${stem(customer)}` : `${stem(customer)} ${noun(customer)}`;
  if (pattern < 58) return withLegalForm(`${stem(customer)} ${noun(customer)}`, customer);
  if (pattern < 72) return withLegalForm(`${surname(customer)} ${noun(customer)}`, customer);
  if (pattern < 82) return `${surname(customer)} & ${secondSurname(customer)} ${legalForm(customer)}`;
  if (pattern < 94) return `${stem(customer)} ${legalForm(customer)}`;
  return `${place(customer)} ${stem(customer)} ${noun(customer)}`;
}

function withLegalForm(name: string, customer: NamedCustomer): string {
  return chance(draw(customer.key, HAS_LEGAL), 550) ? `${name} ${legalForm(customer)}` : name;
}

function stem({ key, words }: NamedCustomer): string {
  const head = pick(draw(key, HEAD), words.names.heads);
  const tail = pick(draw(key, TAIL), words.names.tails);
  // Harbor and borough: a letter three times over, or a part said twice, reads like a slip.
  return head.toLowerCase() === tail || head.endsWith(tail.slice(0, 2))
    ? `${head} ${capital(tail)}`
    : head + tail;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function noun({ key, industry, words }: NamedCustomer): string {
  return pick(draw(key, NOUN), words.industries.industries[industry]?.nouns ?? []);
}

function legalForm({ key, country }: NamedCustomer): string {
  return pick(draw(key, LEGAL), country.legalForms);
}

function surname({ key, words }: NamedCustomer): string {
  return pick(draw(key, SURNAME), words.people.lastNames);
}

function secondSurname({ key, words }: NamedCustomer): string {
  return pick(draw(key, PARTNER), words.people.lastNames);
}

function place({ key, country }: NamedCustomer): string {
  return pick(draw(key, CITY), country.cities).name;
}

function isPublic({ industry, words }: NamedCustomer): boolean {
  return words.industries.industries[industry]?.publicSector === true;
}
