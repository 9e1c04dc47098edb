import { between, chance, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { scriptOf } from './customer-names.ts';
import { of, Succession } from './succession.ts';
import type { Country, Words } from './words.ts';

const CUSTOMER = label('customer');
const TENURE = label('customer tenure');
const COUNTRY = label('customer country');
const INDUSTRY = label('customer industry');
const SIZE = label('customer size class');
const EMPLOYEES = label('customer employees');
const STRATEGIC = label('strategic customer');

const SIZES = [
  [4, 25],
  [25, 100],
  [100, 300],
  [300, 1000],
  [1000, 4000],
  [4000, 20_000],
] as const;
const sizeOf = weighted([400, 300, 180, 85, 30, 5]);
/** Every fiftieth customer is big and buys everything, so that even the smallest world has rows in every dataset. */
const FLAGSHIP_EVERY = 50;
const FLAGSHIP_SIZE = [2500, 9000] as const;
const ENTERPRISE_EMPLOYEES = 1000;

/** Market segments. */
export const Segment = {
  smallCommercial: 0,
  smallPublic: 1,
  majorCommercial: 2,
  majorPublic: 3,
  strategic: 4,
} as const;

/** Who buys. A customer is a tenant, a top parent and a D-U-N-S number in one. */
export class Customers {
  readonly members: Succession;
  readonly slotCount: number;
  /** By customer: indexes into the words. */
  readonly country: number[] = [];
  readonly industry: number[] = [];
  readonly employees: number[] = [];
  /** By customer: as in `Segment`. */
  readonly segment: number[] = [];
  readonly #words: Words;
  readonly #countryOf: (drawn: number) => number;
  readonly #industryOf: (drawn: number) => number;

  constructor(worldKey: number, slotCount: number, words: Words) {
    this.slotCount = slotCount;
    this.members = new Succession(worldKey ^ CUSTOMER, (key) => 12 * between(draw(key, TENURE), 3, 9));
    this.#words = words;
    this.#countryOf = weighted(words.places.countries.map((country) => country.weight));
    this.#industryOf = weighted(words.industries.industries.map((industry) => industry.weight));
  }

  /** Who is in the slot in the month. */
  at(slot: number, month: number): number {
    const customer = this.members.at(slot, month);
    while (this.country.length < this.members.count) this.#meet(this.country.length);
    return customer;
  }

  isFlagship(customer: number): boolean {
    return of(this.members.slot, customer) % FLAGSHIP_EVERY === 0;
  }

  isEnterprise(customer: number): boolean {
    return of(this.employees, customer) >= ENTERPRISE_EMPLOYEES;
  }

  /** Where the customer sits. */
  countryOf(customer: number): Country {
    const country = this.#words.places.countries[of(this.country, customer)];
    if (country === undefined) throw new Error('A customer needs a country');
    return country;
  }

  #key(customer: number): number {
    return of(this.members.key, customer);
  }

  #meet(customer: number): void {
    const key = this.#key(customer);
    const { countries } = this.#words.places;
    const script = scriptOf(of(this.members.slot, customer), this.#words);
    const country = script === null ? -1 : countries.findIndex((one) => one.code === script.country);
    const industry = this.#industryOf(draw(key, INDUSTRY));
    const [fewest, most] = this.isFlagship(customer)
      ? FLAGSHIP_SIZE
      : (SIZES[sizeOf(draw(key, SIZE))] ?? SIZES[0]);
    const employees = between(draw(key, EMPLOYEES), fewest, most);
    this.country.push(country >= 0 ? country : this.#countryOf(draw(key, COUNTRY)));
    this.industry.push(industry);
    this.employees.push(employees);
    this.segment.push(this.#segmentOf(key, employees, industry));
  }

  #segmentOf(key: number, employees: number, industry: number): number {
    const isPublic = this.#words.industries.industries[industry]?.publicSector === true;
    if (employees < ENTERPRISE_EMPLOYEES) return isPublic ? Segment.smallPublic : Segment.smallCommercial;
    if (isPublic) return Segment.majorPublic;
    return chance(draw(key, STRATEGIC), 100) ? Segment.strategic : Segment.majorCommercial;
  }
}
