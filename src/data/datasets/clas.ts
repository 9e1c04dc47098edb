import { between, draw, label, pick } from '../../primitives/seeded-random.ts';
import { firstDayOf } from '../../primitives/month.ts';
import { rememberMonths } from '../month-memory.ts';
import { Texts, textsOf } from '../texts.ts';
import { viewOf, type RowColumn, type View } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { clasColumns } from './clas-columns.ts';
import {
  agreementEnd,
  azurePillars,
  licenseProgram,
  renewingCustomers,
  scoredCustomers,
  surfaceCustomers,
  type ScoredRows,
} from './clas-rows.ts';
import { playColumn, scoreColumns } from './clas-scores.ts';

const AGREEMENT_ID = label('agreement id');
const END_DAY = label('agreement end day');
const EXPIRATION = label('expiration type');
const REVENUE = label('expiring revenue');
const DIVISION = label('renewal division');
const RECOMMENDED = label('recommended workloads');
const EXPIRATION_TYPES = ['Agreement end', 'Software Assurance end', 'Subscription end'];

/** CloudAscent's scores of the customers of the current month: a snapshot, which says who is scored how just now. */
export const clasM365Propensity = (world: World) => propensity(world, ['M365', 'Surface']);
/** The same scores, of fewer customers. */
export const clasSurfacePropensity = (world: World) =>
  propensity(world, ['M365', 'Surface'], {}, surfaceCustomers);
export const clasD365Propensity = (world: World) =>
  propensity(world, ['D365BC', 'D365FO', 'D365CE', 'PowerApps']);

export function clasAzurePropensity(world: World): View {
  const pillars = [...new Set(world.meters.list.map((meter) => meter.level1))];
  const existing = (rows: ScoredRows, row: number) =>
    azurePillars(world, of(rows.customer, row), rows.month, pillars);
  const recommended = (rows: ScoredRows, row: number) => {
    const drawn = draw(of(world.customers.members.key, of(rows.customer, row)), RECOMMENDED);
    // About a quarter of the pillars, and never one that is there already.
    return drawn & (drawn >>> 12) & ((1 << pillars.length) - 1) & ~existing(rows, row);
  };
  const names = new Texts((bits) => pillars.filter((_, pillar) => (bits >> pillar) & 1).join('; ') || null);
  const count = (bits: number) => pillars.filter((_, pillar) => (bits >> pillar) & 1).length;
  return propensity(world, ['Azure'], {
    NumberofExistingWorkloads: { type: 'integer', value: (rows, row) => count(existing(rows, row)) },
    ExistingWorkloads: { type: 'text', texts: names, entity: existing },
    NumberofRecommendedWorkloads: { type: 'integer', value: (rows, row) => count(recommended(rows, row)) },
    RecommendedWorkloads: { type: 'text', texts: names, entity: recommended },
  });
}

/** Agreements that are up for renewal. */
export function clasAgreementRenewalsPropensity(world: World): View {
  const { partners } = world.words;
  const customer = (rows: ScoredRows, row: number) => of(rows.customer, row);
  const keyOf = (one: number) => of(world.customers.members.key, one);
  const picked = (name: number, list: readonly string[]): RowColumn<ScoredRows> => ({
    type: 'text',
    texts: new Texts((one) => pick(draw(keyOf(one), name), list)),
    entity: customer,
  });
  return viewOf(
    rememberMonths((month) => renewingCustomers(world, month), world.budget),
    {
      ...clasColumns(world),
      ...manyScores(world, ['Azure', 'D365FO', 'D365CE', 'D365BC', 'PowerApps', 'M365']),
      LicenseProgram: {
        type: 'text',
        texts: textsOf(partners.licensePrograms),
        entity: (rows, row) => licenseProgram(world, customer(rows, row)),
      },
      AgreementID: {
        type: 'text',
        texts: new Texts((one) => `A${between(draw(keyOf(one), AGREEMENT_ID), 1_000_000, 9_999_999)}`),
        entity: customer,
      },
      AgreementEndDate: {
        type: 'date',
        value: (rows, row) =>
          firstDayOf(agreementEnd(world, customer(rows, row), rows.month)) +
          between(draw(keyOf(customer(rows, row)), END_DAY), 0, 27),
      },
      ExpirationType: picked(EXPIRATION, EXPIRATION_TYPES),
      ExpiringRevenue: {
        type: 'decimal',
        value: (rows, row) =>
          of(world.customers.employees, customer(rows, row)) *
          between(draw(keyOf(customer(rows, row)), REVENUE), 2500, 19_900),
      },
      RevSumDivisionName: picked(DIVISION, partners.agreementProducts),
    },
    (name) => playColumn(world, name),
  );
}

type Columns = Readonly<Record<string, RowColumn<ScoredRows>>>;

function propensity(
  world: World,
  products: readonly string[],
  further: Columns = {},
  scored = scoredCustomers,
): View {
  return viewOf(
    rememberMonths((month) => scored(world, month), world.budget),
    { ...clasColumns(world), ...manyScores(world, products), ...further },
    (name) => playColumn(world, name),
  );
}

function manyScores(world: World, products: readonly string[]): Columns {
  return Object.fromEntries(products.flatMap((product) => Object.entries(scoreColumns(world, product))));
}
