import { drawnGuid } from '../../primitives/drawn-guid.ts';
import { shuffledNumber } from '../../primitives/shuffled-number.ts';
import { below, between, chance, draw, label, pick, weighted } from '../../primitives/seeded-random.ts';
import { Texts, textsOf } from '../texts.ts';
import { customerName, domainName, scriptOf } from './customer-names.ts';
import { of, Succession } from './succession.ts';
import type { Country, Words } from './words.ts';

const CUSTOMER = label('customer');
const TENURE = label('customer tenure');
const COUNTRY = label('customer country');
const INDUSTRY = label('customer industry');
const VERTICAL = label('customer vertical');
const SIZE = label('customer size class');
const EMPLOYEES = label('customer employees');
const TENANT = label('customer tenant');
const TPID = label('customer tpid');
const DUNS = label('customer duns');
const UNIT = label('customer unit');
const CITY = label('customer city');
const NO_TENANT_NAME = label('tenant without name');
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

const SEGMENTS = [
  'Small, Medium & Corporate Commercial',
  'Small, Medium & Corporate Public Sector',
  'Major Commercial',
  'Major Public Sector',
  'Strategic Commercial',
];
const TOP_SEGMENTS = [
  'Small, Medium & Corporate',
  'Small, Medium & Corporate',
  'Enterprise',
  'Enterprise',
  'Enterprise',
];

/** Who buys. A customer is a tenant, a top parent and a D-U-N-S number in one. */
export class Customers {
  readonly members: Succession;
  readonly slotCount: number;
  /** By customer: indexes into the words. */
  readonly country: number[] = [];
  readonly industry: number[] = [];
  readonly employees: number[] = [];
  /** By customer: an index into `segments`. */
  readonly segment: number[] = [];
  readonly names: Texts;
  readonly tenantIds: Texts;
  readonly tenantNames: Texts;
  readonly tpids: Texts;
  readonly dunsNumbers: Texts;
  readonly domains: Texts;
  readonly verticals: Texts;
  readonly units: Texts;
  readonly countryNames: Texts;
  readonly countryCodes: Texts;
  readonly industryNames: Texts;
  readonly segments = textsOf(SEGMENTS);
  readonly topSegments = textsOf(TOP_SEGMENTS);
  readonly #words: Words;
  readonly #tpidKey: number;
  readonly #dunsKey: number;
  readonly #countryOf: (drawn: number) => number;
  readonly #industryOf: (drawn: number) => number;

  constructor(worldKey: number, slotCount: number, words: Words) {
    this.slotCount = slotCount;
    this.members = new Succession(worldKey ^ CUSTOMER, (key) => 12 * between(draw(key, TENURE), 3, 9));
    this.#words = words;
    this.#tpidKey = draw(worldKey, TPID);
    this.#dunsKey = draw(worldKey, DUNS);
    const { countries } = words.places;
    this.#countryOf = weighted(countries.map((country) => country.weight));
    this.#industryOf = weighted(words.industries.industries.map((industry) => industry.weight));
    this.countryNames = textsOf(countries.map((country) => country.name));
    this.countryCodes = textsOf(countries.map((country) => country.code));
    this.industryNames = textsOf(words.industries.industries.map((industry) => industry.name));
    this.names = new Texts((customer) => this.nameOf(customer));
    this.tenantIds = new Texts((customer) => drawnGuid(draw(this.#key(customer), TENANT)), 'unique');
    this.tenantNames = new Texts((customer) =>
      chance(draw(this.#key(customer), NO_TENANT_NAME), 20) ? null : this.nameOf(customer),
    );
    this.tpids = new Texts((customer) => this.#tpid(customer), 'unique');
    this.dunsNumbers = new Texts((customer) => this.#dunsNumber(customer), 'unique');
    this.domains = new Texts((customer) =>
      domainName(this.nameOf(customer), this.countryOf(customer), this.#tpid(customer)),
    );
    this.verticals = new Texts((customer) => this.#verticalOf(customer));
    this.units = new Texts((customer) => this.#unitOf(customer));
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

  /** Where the customer sits: an index into the country's cities. */
  cityOf(customer: number): number {
    return below(draw(this.#key(customer), CITY), this.countryOf(customer).cities.length);
  }

  countryOf(customer: number): Country {
    const country = this.#words.places.countries[of(this.country, customer)];
    if (country === undefined) throw new Error('A customer needs a country');
    return country;
  }

  nameOf(customer: number): string {
    return customerName({
      slot: of(this.members.slot, customer),
      key: this.#key(customer),
      country: this.countryOf(customer),
      industry: of(this.industry, customer),
      words: this.#words,
    });
  }

  #key(customer: number): number {
    return of(this.members.key, customer);
  }

  #tpid(customer: number): string {
    return String(1_000_000 + shuffledNumber(of(this.members.rank, customer), 23, this.#tpidKey));
  }

  #dunsNumber(customer: number): string | null {
    if (chance(draw(this.#key(customer), DUNS), 60)) return null;
    return String(100_000_000 + shuffledNumber(of(this.members.rank, customer), 29, this.#dunsKey));
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
    if (employees < ENTERPRISE_EMPLOYEES) return isPublic ? 1 : 0;
    if (isPublic) return 3;
    return chance(draw(key, STRATEGIC), 100) ? 4 : 2;
  }

  #verticalOf(customer: number): string | null {
    const drawn = draw(this.#key(customer), VERTICAL);
    const verticals = this.#words.industries.industries[of(this.industry, customer)]?.verticals ?? [];
    return chance(draw(drawn, VERTICAL), 30) ? null : pick(drawn, verticals);
  }

  #unitOf(customer: number): string {
    const drawn = draw(this.#key(customer), UNIT);
    return this.isEnterprise(customer)
      ? pick(drawn, this.countryOf(customer).units)
      : this.#smallUnit(customer);
  }

  #smallUnit(customer: number): string {
    return of(this.segment, customer) === 1 ? 'SMC Public Sector' : 'SMC Commercial';
  }
}
