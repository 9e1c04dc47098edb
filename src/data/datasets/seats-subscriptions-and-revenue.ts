import { firstDayOf } from '../../primitives/month.ts';
import { textsOf } from '../texts.ts';
import { viewOf, type View } from '../view.ts';
import { Channel } from '../world/sales.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { subscriptionColumns } from './subscription-columns.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/** By state; a trial is none of the documented states. */
const STATES = [null, 'Others', 'Active', 'InGracePeriod', 'Disabled', 'Deprovisioned', 'Churned'];
/** Directly sold Azure is opened and closed instead. */
const OPEN_STATES = [null, 'Others', 'Open', 'InGracePeriod', 'Disabled', 'Deprovisioned', 'Closed'];

/** Every subscription in every month it is reported, with its seats, state and revenue. */
export function seatsSubscriptionsAndRevenue(world: World): View {
  const { subscriptions, life, sales } = world;
  const figures = new SubscriptionFigures(world);
  return viewOf(world.subscriptionMonth, {
    ...subscriptionColumns(world),
    SubscriptionState: {
      type: 'text',
      texts: textsOf([...STATES, ...OPEN_STATES]),
      entity: (rows, row) => {
        const subscription = of(rows.subscription, row);
        const isOpened = life.isSeatless(subscription) && sales.channel(subscription) === Channel.direct;
        return of(rows.state, row) + (isOpened ? STATES.length : 0);
      },
    },
    IsAutoRenew: {
      type: 'text',
      texts: textsOf(['N', 'Y']),
      entity: (rows, row) => (life.renewsItself(of(rows.subscription, row), rows.month) ? 1 : 0),
    },
    SalesChannel: {
      type: 'text',
      texts: textsOf(['CSP', 'CSP', 'Direct']),
      entity: figures.channel,
    },
    PricingLevel: {
      type: 'text',
      texts: textsOf(world.words.partners.pricingLevels),
      entity: (rows, row) => sales.pricingLevel(of(rows.subscription, row)),
    },
    SubscriptionStartMonth: {
      type: 'date',
      value: (rows, row) => firstDayOf(of(subscriptions.startMonth, of(rows.subscription, row))),
    },
    AvailableSeatsEOP: { type: 'integer', value: figures.seats },
    AvailableSeats: { type: 'integer', value: figures.seatsAdded },
    TotalSoldSeats: { type: 'integer', value: figures.seats },
    TotalAssignedSeats: { type: 'integer', value: figures.assigned },
  });
}
