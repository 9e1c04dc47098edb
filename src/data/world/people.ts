import { drawnGuid } from '../../primitives/drawn-guid.ts';
import { below, between, chance, draw, label, pick } from '../../primitives/seeded-random.ts';
import { Texts } from '../texts.ts';
import type { Partner } from './partner.ts';
import { of, Succession } from './succession.ts';
import type { Words } from './words.ts';

const PERSON = label('person');
const TENURE = label('person tenure');
const FIRST_NAME = label('first name');
const LAST_NAME = label('last name');
const LOCATION = label('person location');
const USER = label('user id');
const CERTIFIED = label('certified professional');
const PRIVATE_MAIL = label('private mail');

/** The partner's employees; a place that becomes free is filled at once. */
export class People {
  readonly members: Succession;
  readonly placeCount: number;
  readonly firstNames: Texts;
  readonly lastNames: Texts;
  readonly fullNames: Texts;
  readonly userIds: Texts;
  readonly certifiedIds: Texts;
  readonly workMails: Texts;
  readonly privateMails: Texts;
  readonly #locationCount: number;
  readonly #words: Words;

  constructor(worldKey: number, customers: number, words: Words, partner: Partner) {
    this.placeCount = Math.min(4000, 14 + Math.floor(customers / 8));
    this.members = new Succession(worldKey ^ PERSON, (key) => between(draw(key, TENURE), 48, 119));
    this.#locationCount = partner.locationCount;
    this.#words = words;
    const workDomain = `${letters(partner.globalName.split(' ')[0] ?? '')}.example`;
    this.firstNames = new Texts((person) => this.#firstName(person));
    this.lastNames = new Texts((person) => this.#lastName(person));
    this.fullNames = new Texts((person) => `${this.#firstName(person)} ${this.#lastName(person)}`);
    this.userIds = new Texts((person) => drawnGuid(draw(this.#key(person), USER)), 'unique');
    this.certifiedIds = new Texts((person) =>
      this.isCertified(person) ? String(10_000_000 + of(this.members.rank, person)) : null,
    );
    this.workMails = new Texts((person) => `${this.#mailName(person)}@${workDomain}`);
    this.privateMails = new Texts((person) =>
      chance(draw(this.#key(person), PRIVATE_MAIL), 300) ? null : `${this.#mailName(person)}@mail.example`,
    );
  }

  locationOf(person: number): number {
    return below(draw(this.#key(person), LOCATION), this.#locationCount);
  }

  isCertified(person: number): boolean {
    return chance(draw(this.#key(person), CERTIFIED), 600);
  }

  #firstName(person: number): string {
    return pick(draw(this.#key(person), FIRST_NAME), this.#words.people.firstNames);
  }

  #lastName(person: number): string {
    return pick(draw(this.#key(person), LAST_NAME), this.#words.people.lastNames);
  }

  #mailName(person: number): string {
    return `${letters(this.#firstName(person))}.${letters(this.#lastName(person))}`;
  }

  #key(person: number): number {
    return of(this.members.key, person);
  }
}

function letters(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}
