import { textsOf } from '../texts.ts';
import type { RowColumns } from '../view.ts';
import { State } from '../world/subscription-life.ts';
import { keepRows, type SubscriptionMonth } from '../world/subscription-months.ts';
import { of } from '../world/succession.ts';
import { rememberMonths } from '../month-memory.ts';
import type { World } from '../world/world.ts';
import { subscriptionColumns } from './subscription-columns.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/** The subscriptions to a product that people could use in a month, without duplicates. */
export function usableMonths(world: World, product: number): (month: number) => SubscriptionMonth {
  const make = (month: number): SubscriptionMonth => {
    const all = world.subscriptionMonth(month);
    return keepRows(all, (row) => {
      const subscription = of(all.subscription, row);
      if (of(all.duplicate, row) === 1 || world.subscriptions.productOf(subscription) !== product)
        return false;
      return world.life.isUsable(subscription, month);
    });
  };
  return rememberMonths(make, world.budget);
}

/**
 * The columns that the license usage datasets share.
 * @param trialStatus what the dataset calls a subscription on trial.
 */
export function licenseColumns(world: World, trialStatus: string) {
  const { catalog } = world;
  const figures = new SubscriptionFigures(world);
  const isFree = (rows: SubscriptionMonth, row: number) =>
    of(rows.state, row) === State.trial || catalog.at(figures.sku(rows, row)).free;
  return {
    ...subscriptionColumns(world),
    SubscriptionStatus: {
      type: 'text',
      texts: textsOf([null, trialStatus, 'Active', 'In Grace Period']),
      entity: (rows, row) => of(rows.state, row),
    },
    FreeVsPaidSKU: {
      type: 'text',
      texts: textsOf(['Paid', 'Free']),
      entity: (rows, row) => (isFree(rows, row) ? 1 : 0),
    },
    SalesModel: {
      type: 'text',
      texts: textsOf(['CSP', 'CSP', 'Direct']),
      entity: figures.channel,
    },
    DetailedSalesModel: {
      type: 'text',
      texts: textsOf(['CSP Direct', 'CSP Indirect', 'Enterprise Direct']),
      entity: figures.channel,
    },
    PartnerHierarchy: {
      type: 'text',
      texts: textsOf(['HeadQuarters', 'Location']),
      entity: (rows, row) => (figures.location(rows, row) === 0 ? 0 : 1),
    },
    AvailableSeats: { type: 'integer', value: figures.seats },
    AssignedSeats: { type: 'integer', value: figures.assigned },
    ActiveSeats: { type: 'integer', value: figures.active },
    DeploymentOpportunity: {
      type: 'integer',
      value: (rows, row) => of(rows.seats, row) - figures.assigned(rows, row),
    },
    ActiveUsagePercent: {
      type: 'decimal',
      value: (rows, row) => Math.floor((figures.active(rows, row) * 10_000) / of(rows.seats, row) + 0.5),
    },
    PaidAvailableUnits: {
      type: 'integer',
      value: (rows, row) => (isFree(rows, row) ? 0 : of(rows.seats, row)),
    },
  } satisfies RowColumns<SubscriptionMonth>;
}
