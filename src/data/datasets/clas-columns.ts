import { below, chance, draw, label, pick } from '../../primitives/seeded-random.ts';
import { Texts, textsOf } from '../texts.ts';
import type { RowColumn, RowColumns } from '../view.ts';
import { Product } from '../world/catalog.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { has, licenseProgram, type ScoredRows } from './clas-rows.ts';
import { customerColumns } from './customer-columns.ts';
import { partnerColumns } from './partner-columns.ts';

const TERRITORY = label('sales territory');
const NONPROFIT = label('nonprofit standing');
const OFFER = label('offer');
const NO_OFFER = label('no offer');

const ORG_SIZES = [
  [10, '1 - 9'],
  [50, '10 - 49'],
  [250, '50 - 249'],
  [1000, '250 - 999'],
  [Infinity, '1000+'],
] as const;
const NONPROFIT_STANDINGS = ['Nonprofit', 'Approved - Paid', 'Approved - Free Only', 'Approved - Inactive'];

type OfCustomer<T> = (customer: number) => T;

/** Who is scored: the columns that all CloudAscent datasets share. */
export function clasColumns(world: World) {
  const { customers, subscriptions, sales } = world;
  const customer = (rows: ScoredRows, row: number) => of(rows.customer, row);
  const columns = customerColumns(world, customer);
  const texts = (spell: OfCustomer<string | null>): RowColumn<ScoredRows> => ({
    type: 'text',
    texts: new Texts(spell),
    entity: customer,
  });
  const program = (name: string) =>
    flag(
      (rows, row) =>
        world.words.partners.licensePrograms[licenseProgram(world, customer(rows, row))] === name,
    );
  const owns = (product: number) => flag((rows, row) => has(world, customer(rows, row), product, rows.month));
  return {
    ...partnerColumns<ScoredRows>(world, (rows, row) =>
      sales.location(subscriptions.firstOf(customer(rows, row)), false),
    ),
    CustomerID: columns.CustomerTpid,
    DUNSNumber: columns.DUNSNumber,
    AccountName: columns.CustomerName,
    Domain: columns.TenantDomainName,
    OrgSize: texts((one) => ORG_SIZES.find(([limit]) => of(customers.employees, one) < limit)?.[1] ?? null),
    Industry: columns.IndustryName,
    Vertical: columns.VerticalName,
    Area: texts((one) => customers.countryOf(one).area),
    Subsidiary: texts((one) => customers.countryOf(one).subsidiary),
    SalesTerritory: texts((one) => salesTerritory(world, one)),
    City: { type: 'text', texts: world.customerTexts.cities, entity: customer },
    State: { type: 'text', texts: world.customerTexts.states, entity: customer },
    PostalCode: { type: 'text', texts: world.customerTexts.postalCodes, entity: customer },
    Country: columns.CustomerMarket,
    Segment: columns.CustomerSegment,
    SubSegment: texts((one) =>
      customers.isEnterprise(one) ? 'Enterprise' : `SM&C - ${sizeClass(world, one)}`,
    ),
    SMCTypeSummary: texts((one) => sizeClass(world, one)),
    IsNonProfit: texts((one) => nonprofitStanding(world, one)),
    FY24Offers: texts((one) => offer(world, one)),
    HasAzure: owns(Product.azure),
    HasD365: owns(Product.dynamics365),
    HasM365: owns(Product.microsoft365),
    HasGoogle: flag((rows, row) => hasRival(world, customer(rows, row), 'Google', 180)),
    HasAWS: flag((rows, row) => hasRival(world, customer(rows, row), 'AWS', 220)),
    HasEA: program('Enterprise Agreement'),
    HasOpen: program('Open Value'),
    // Whoever is a customer now has bought something lately.
    TransactedInTheLast36Months: flag(() => true),
  } satisfies RowColumns<ScoredRows>;
}

/** A column of yes and no. */
export function flag(holds: (rows: ScoredRows, row: number) => boolean): RowColumn<ScoredRows> {
  return {
    type: 'boolean',
    texts: textsOf(['No', 'Yes']),
    entity: (rows, row) => (holds(rows, row) ? 1 : 0),
  };
}

/** Whether the customer also buys from another vendor. */
export function hasRival(
  { customers }: World,
  customer: number,
  rival: string,
  perThousand: number,
): boolean {
  return chance(draw(of(customers.members.key, customer), label(rival)), perThousand);
}

function sizeClass({ customers }: World, customer: number): string {
  const employees = of(customers.employees, customer);
  if (employees < 25) return 'Small';
  return employees < 300 ? 'Medium' : 'Corporate Scale';
}

function salesTerritory({ customers }: World, customer: number): string {
  const number = 1 + below(draw(of(customers.members.key, customer), TERRITORY), 4);
  return `${customers.countryOf(customer).subsidiary} ${customers.isEnterprise(customer) ? 'Enterprise' : 'SMC'} ${number}`;
}

function nonprofitStanding({ customers, words }: World, customer: number): string {
  if (words.industries.industries[of(customers.industry, customer)]?.name !== 'Nonprofit') return 'No';
  return pick(draw(of(customers.members.key, customer), NONPROFIT), NONPROFIT_STANDINGS);
}

function offer({ customers, words }: World, customer: number): string | null {
  const key = of(customers.members.key, customer);
  return chance(draw(key, NO_OFFER), 400) ? null : pick(draw(key, OFFER), words.partners.offers);
}
