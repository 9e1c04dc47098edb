import { chance, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { textsOf } from '../texts.ts';
import type { RowColumn } from '../view.ts';
import { Product } from '../world/catalog.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { flag, hasRival } from './clas-columns.ts';
import { has, type ScoredRows } from './clas-rows.ts';

const FIT = label('fit');
const INTENT = label('intent');
const PLAY = label('play');
const PLAYED_PER_THOUSAND = 140;
/** Of the few without Microsoft 365, so that some are found in a small world too. */
const PLAYED_PER_THOUSAND_WITHOUT = 400;

const GRADES = textsOf(['High', 'Medium', 'Low', 'Very low']);
const CLUSTERS = textsOf(['Act Now', 'Evaluate', 'Nurture', 'Educate']);
const gradeOf = weighted([25, 30, 28, 17]);

/** Fit changes by the quarter, intent by the month, and the cluster follows from both. */
export function scoreColumns(world: World, product: string): Record<string, RowColumn<ScoredRows>> {
  const product32 = label(product);
  const key = (rows: ScoredRows, row: number) =>
    draw(of(world.customers.members.key, of(rows.customer, row)), product32);
  const fit = (rows: ScoredRows, row: number) =>
    gradeOf(draw(draw(key(rows, row), FIT), Math.floor(rows.month / 3)));
  const intent = (rows: ScoredRows, row: number) => gradeOf(draw(draw(key(rows, row), INTENT), rows.month));
  return {
    [`${product}Fit`]: { type: 'text', texts: GRADES, entity: fit },
    [`${product}Intent`]: { type: 'text', texts: GRADES, entity: intent },
    [`${product}Cluster`]: {
      type: 'text',
      texts: CLUSTERS,
      entity: (rows, row) => cluster(fit(rows, row) < 2, intent(rows, row) < 2),
    },
  };
}

/** A sales play that applies to the customer this quarter, or does not; those that name a product go to its owners. */
export function playColumn(world: World, name: string): RowColumn<ScoredRows> {
  const play = draw(PLAY, label(name));
  const mayBePlayed = conditionOf(world, name);
  const perThousand = /withoutM365/i.test(name) ? PLAYED_PER_THOUSAND_WITHOUT : PLAYED_PER_THOUSAND;
  return flag((rows, row) => {
    const customer = of(rows.customer, row);
    const drawn = draw(draw(of(world.customers.members.key, customer), play), Math.floor(rows.month / 3));
    return chance(drawn, perThousand) && mayBePlayed(customer, rows.month);
  });
}

function cluster(isFit: boolean, isIntent: boolean): number {
  if (isFit) return isIntent ? 0 : 1;
  return isIntent ? 2 : 3;
}

function conditionOf(world: World, name: string): (customer: number, month: number) => boolean {
  const owns = (product: number) => (customer: number, month: number) => has(world, customer, product, month);
  const officeOwner = owns(Product.microsoft365);
  if (/withoutM365/i.test(name)) return (customer, month) => !officeOwner(customer, month);
  if (name.includes('Google')) return (customer) => hasRival(world, customer, 'Google', 180);
  if (
    /withM365|^D365_M365|^MW_Upsell|Upsellexisting|M365UpsellCustomer|Microsoft365UpsellCustomer/i.test(name)
  )
    return officeOwner;
  if (/^Azure_SecureMigration|AttachAzureBackup|D365_AzureCustomers/.test(name)) return owns(Product.azure);
  return () => true;
}
