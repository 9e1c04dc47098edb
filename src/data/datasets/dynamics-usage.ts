import { viewOf, type View } from '../view.ts';
import { Product } from '../world/catalog.ts';
import type { World } from '../world/world.ts';
import { licenseColumns, usableMonths } from './license-usage.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/** Dynamics 365 seats bought, assigned and active. */
export function dynamicsUsage(world: World): View {
  const figures = new SubscriptionFigures(world);
  return viewOf(usableMonths(world, Product.dynamics365), {
    ...licenseColumns(world, 'Open'),
    TotalSoldSeats: { type: 'integer', value: figures.seats },
    TotalRevenueAndACR: { type: 'decimal', value: figures.billed },
  });
}
