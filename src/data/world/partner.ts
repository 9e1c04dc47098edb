import { shuffledNumber } from '../../primitives/shuffled-number.ts';
import { chance, draw, label, pick, weighted } from '../../primitives/seeded-random.ts';
import { Texts, textsOf } from '../texts.ts';
import { Nearby } from './nearby.ts';
import type { Country, Words } from './words.ts';

const NAME = label('partner name');
const COUNTRY = label('partner country');
const CITY = label('partner city');
const NO_CITY = label('partner without city');
const MPN = label('mpn id');

/** Partner program ids have seven digits; every kind of partner has its own range before they are shuffled. */
export const FIRST_LOCATION_RANK = 1;
export const FIRST_RESELLER_RANK = 1024;

/** The partner whose reports these are: a global account and its locations, the first of which is headquarters. */
export class Partner {
  readonly globalName: string;
  readonly globalMpnId: string;
  /** By location: an index into the countries. */
  readonly country: readonly number[];
  readonly countryNames: Texts;
  readonly cities: Texts;
  readonly names: Texts;
  readonly mpnIds: Texts;
  readonly near: Nearby;

  constructor(worldKey: number, customers: number, words: Words) {
    const { countries } = words.places;
    const countryOf = weighted(countries.map((country) => country.weight));
    const locations = Array.from({ length: 24 + Math.floor(customers / 2000) }, (_, location) => location);
    const key = (location: number) => draw(worldKey ^ COUNTRY, location);
    this.globalName = pick(draw(worldKey, NAME), words.partners.globalAccounts);
    this.globalMpnId = mpnId(worldKey, 0);
    this.country = locations.map((location) => (location < 6 ? location % 3 : countryOf(key(location))));
    this.near = new Nearby(this.country);
    const at = (location: number): Country => {
      const country = countries[this.country[location] ?? 0];
      if (country === undefined) throw new Error('A partner location needs a country');
      return country;
    };
    this.countryNames = new Texts((location) => at(location).name);
    this.cities = new Texts((location) =>
      location > 0 && chance(draw(key(location), NO_CITY), 60)
        ? null
        : pick(draw(key(location), CITY), at(location).cities).name,
    );
    this.names = textsOf(locations.map((location) => locationName(this.globalName, at(location), location)));
    this.mpnIds = new Texts((location) => mpnId(worldKey, FIRST_LOCATION_RANK + location), 'unique');
  }

  get locationCount(): number {
    return this.country.length;
  }
}

export function mpnId(worldKey: number, rank: number): string {
  return String(1_000_000 + shuffledNumber(rank, 22, draw(worldKey, MPN)));
}

function locationName(globalName: string, country: Country, location: number): string {
  return location === 0 ? globalName : `${globalName} ${country.name}`;
}
