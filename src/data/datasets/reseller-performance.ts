import { rememberMonths } from '../month-memory.ts';
import { viewOf, type View } from '../view.ts';
import { keepRows, type SubscriptionMonth } from '../world/subscription-months.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { subscriptionColumns } from './subscription-columns.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/** What indirect resellers sold: the subscriptions with a reseller, without duplicates. */
export function resellerPerformance(world: World): View {
  const { resellers, partner } = world;
  const figures = new SubscriptionFigures(world);
  return viewOf(
    rememberMonths((month) => resold(world, month), world.budget),
    {
      ...subscriptionColumns(world),
      ResellerMpnId: { type: 'text', texts: resellers.mpnIds, entity: figures.reseller },
      ResellerMarket: {
        type: 'text',
        texts: resellers.markets,
        entity: figures.reseller,
      },
      ResellerStatus: { type: 'text', texts: resellers.statuses, entity: figures.reseller },
      IndirectProviderMPNId: { type: 'text', texts: partner.mpnIds, entity: figures.location },
      IndirectProviderName: { type: 'text', texts: partner.names, entity: figures.location },
      AvailableSeats: { type: 'integer', value: figures.seats },
      AssignedSeats: { type: 'integer', value: figures.assigned },
      TotalRevenue: { type: 'decimal', value: figures.billed },
    },
  );
}

function resold(world: World, month: number): SubscriptionMonth {
  const all = world.subscriptionMonth(month);
  return keepRows(
    all,
    (row) => of(all.duplicate, row) === 0 && world.sales.reseller(of(all.subscription, row)) >= 0,
  );
}
