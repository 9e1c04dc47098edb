import { textsOf } from '../texts.ts';
import { viewOf, type View } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { CHANNEL_NAMES } from './channel-names.ts';
import { subscriptionColumns } from './subscription-columns.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/**
 * What each customer has, by SKU and month. A customer has one subscription of a SKU at a time, so these are the rows of
 * SeatsSubscriptionsAndRevenue seen from the customer, and their sums agree.
 */
export function customersAndTenants(world: World): View {
  const { customers } = world;
  const figures = new SubscriptionFigures(world);
  return viewOf(world.subscriptionMonth, {
    ...subscriptionColumns(world),
    CustomerStatus: {
      type: 'text',
      texts: textsOf(['Active', 'Inactive']),
      entity: (rows, row) =>
        of(customers.members.lastMonth, figures.customer(rows, row)) < rows.month ? 1 : 0,
    },
    SalesChannel: {
      type: 'text',
      texts: CHANNEL_NAMES,
      entity: figures.channel,
    },
    AvailableSeats: { type: 'integer', value: figures.seats },
  });
}
