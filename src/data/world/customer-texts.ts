import { drawnGuid } from '../../primitives/drawn-guid.ts';
import { shuffledNumber } from '../../primitives/shuffled-number.ts';
import { chance, draw, label, pick } from '../../primitives/seeded-random.ts';
import { Texts } from '../texts.ts';
import { customerName, domainName } from './customer-names.ts';
import { Segment, type Customers } from './customers.ts';
import { of } from './succession.ts';
import type { Words } from './words.ts';

const TENANT = label('customer tenant');
const TPID = label('customer tpid');
const DUNS = label('customer duns');
const VERTICAL = label('customer vertical');
const UNIT = label('customer unit');
const CITY = label('customer city');
const NO_TENANT_NAME = label('tenant without name');
const NO_DUNS_PER_THOUSAND = 60;
const NO_VERTICAL_PER_THOUSAND = 30;
const NO_TENANT_NAME_PER_THOUSAND = 20;

const SEGMENT_NAMES = [
  'Small, Medium & Corporate Commercial',
  'Small, Medium & Corporate Public Sector',
  'Major Commercial',
  'Major Public Sector',
  'Strategic Commercial',
];
const TOP_SEGMENT_NAMES = [
  'Small, Medium & Corporate',
  'Small, Medium & Corporate',
  'Enterprise',
  'Enterprise',
  'Enterprise',
];

/** What customers are called: texts by customer. */
export class CustomerTexts {
  readonly names: Texts;
  readonly tenantIds: Texts;
  readonly tenantNames: Texts;
  readonly tpids: Texts;
  readonly dunsNumbers: Texts;
  readonly domains: Texts;
  readonly verticals: Texts;
  readonly units: Texts;
  readonly cities: Texts;
  readonly states: Texts;
  readonly postalCodes: Texts;
  readonly segments: Texts;
  readonly topSegments: Texts;
  readonly industries: Texts;
  readonly countries: Texts;
  readonly countryCodes: Texts;
  readonly #worldKey: number;
  readonly #customers: Customers;
  readonly #words: Words;

  constructor(worldKey: number, customers: Customers, words: Words) {
    this.#worldKey = worldKey;
    this.#customers = customers;
    this.#words = words;
    this.names = new Texts((customer) => this.#nameOf(customer));
    this.tenantIds = new Texts((customer) => drawnGuid(draw(this.#key(customer), TENANT)), 'unique');
    this.tenantNames = new Texts((customer) =>
      chance(draw(this.#key(customer), NO_TENANT_NAME), NO_TENANT_NAME_PER_THOUSAND)
        ? null
        : this.#nameOf(customer),
    );
    this.tpids = new Texts((customer) => this.#tpid(customer), 'unique');
    this.dunsNumbers = new Texts((customer) => this.#dunsNumber(customer), 'unique');
    this.domains = new Texts((customer) =>
      domainName(this.#nameOf(customer), customers.countryOf(customer), this.#tpid(customer)),
    );
    this.verticals = new Texts((customer) => this.#verticalOf(customer));
    this.units = new Texts((customer) => this.#unitOf(customer));
    this.cities = new Texts((customer) => this.#cityOf(customer).name);
    this.states = new Texts((customer) => this.#cityOf(customer).state || null);
    this.postalCodes = new Texts((customer) => this.#cityOf(customer).postalCode || null);
    const by = (list: readonly number[], names: readonly string[]) =>
      new Texts((customer) => names[of(list, customer)] ?? null);
    this.segments = by(customers.segment, SEGMENT_NAMES);
    this.topSegments = by(customers.segment, TOP_SEGMENT_NAMES);
    this.industries = by(
      customers.industry,
      words.industries.industries.map((industry) => industry.name),
    );
    const { countries } = words.places;
    this.countries = by(
      customers.country,
      countries.map((country) => country.name),
    );
    this.countryCodes = by(
      customers.country,
      countries.map((country) => country.code),
    );
  }

  #nameOf(customer: number): string {
    const customers = this.#customers;
    return customerName({
      slot: of(customers.members.slot, customer),
      key: this.#key(customer),
      country: customers.countryOf(customer),
      industry: of(customers.industry, customer),
      words: this.#words,
    });
  }

  #tpid(customer: number): string {
    const rank = of(this.#customers.members.rank, customer);
    return String(1_000_000 + shuffledNumber(rank, 23, draw(this.#worldKey, TPID)));
  }

  #dunsNumber(customer: number): string | null {
    if (chance(draw(this.#key(customer), DUNS), NO_DUNS_PER_THOUSAND)) return null;
    const rank = of(this.#customers.members.rank, customer);
    return String(100_000_000 + shuffledNumber(rank, 29, draw(this.#worldKey, DUNS)));
  }

  #verticalOf(customer: number): string | null {
    const drawn = draw(this.#key(customer), VERTICAL);
    const industry = this.#words.industries.industries[of(this.#customers.industry, customer)];
    return chance(draw(drawn, VERTICAL), NO_VERTICAL_PER_THOUSAND)
      ? null
      : pick(drawn, industry?.verticals ?? []);
  }

  /** Only the big have a unit of their country. */
  #unitOf(customer: number): string {
    const segment = of(this.#customers.segment, customer);
    if (segment === Segment.smallPublic) return 'SMC Public Sector';
    if (segment === Segment.smallCommercial) return 'SMC Commercial';
    return pick(draw(this.#key(customer), UNIT), this.#customers.countryOf(customer).units);
  }

  #cityOf(customer: number) {
    return pick(draw(this.#key(customer), CITY), this.#customers.countryOf(customer).cities);
  }

  #key(customer: number): number {
    return of(this.#customers.members.key, customer);
  }
}
