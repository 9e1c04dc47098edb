import { between, chance, draw, label, pick, weighted } from '../../primitives/seeded-random.ts';
import { Texts, textsOf } from '../texts.ts';
import { Nearby } from './nearby.ts';
import { FIRST_RESELLER_RANK, mpnId } from './partner.ts';
import type { Words } from './words.ts';

const RESELLER = label('reseller');
const COUNTRY = label('reseller country');
const HEAD = label('reseller name head');
const TAIL = label('reseller name tail');
const NOUN = label('reseller noun');
const STATUS = label('reseller status');
const SCALE = label('reseller scale');

/** The indirect resellers that sell what the partner provides. */
export class Resellers {
  readonly country: readonly number[];
  readonly near: Nearby;
  readonly names: Texts;
  readonly mpnIds: Texts;
  readonly markets: Texts;
  readonly statuses: Texts;

  constructor(worldKey: number, customers: number, words: Words) {
    const { countries } = words.places;
    const countryOf = weighted(countries.map((country) => country.weight));
    const keys = Array.from({ length: Math.min(3000, 8 + Math.floor(customers / 20)) }, (_, index) =>
      draw(worldKey ^ RESELLER, index),
    );
    // The first resellers are in the biggest market, so that there are some there in the smallest world.
    this.country = keys.map((key, index) => (index < 3 ? 0 : countryOf(draw(key, COUNTRY))));
    this.near = new Nearby(this.country);
    this.names = textsOf(keys.map((key) => resellerName(key, words)));
    this.mpnIds = new Texts((reseller) => mpnId(worldKey, FIRST_RESELLER_RANK + reseller), 'unique');
    this.markets = textsOf(this.country.map((country) => countries[country]?.code ?? null));
    this.statuses = textsOf(keys.map((key) => (chance(draw(key, STATUS), 920) ? 'Active' : 'Inactive')));
  }
}

function resellerName(key: number, words: Words): string {
  const name = pick(draw(key, HEAD), words.names.heads) + pick(draw(key, TAIL), words.names.tails);
  const kind = pick(draw(key, NOUN), words.partners.resellerNouns);
  return between(draw(key, SCALE), 1, 4) === 1 ? `${name}.${kind.replaceAll(' ', '')}` : `${name} ${kind}`;
}
