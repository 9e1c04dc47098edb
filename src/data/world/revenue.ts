import { between, below, draw, label } from '../../primitives/seeded-random.ts';
import type { Sales } from './sales.ts';
import { State } from './subscription-life.ts';
import type { Subscriptions } from './subscriptions.ts';
import { of } from './succession.ts';

const ADJUSTMENT = label('billing adjustment');
const CREDIT = label('credit');

/** Percent of the list price, by pricing level. */
export const LEVEL_PERCENT = [100, 96, 92, 88];
/** Of a thousand bills, how many are waived, and how many are turned into a credit of 5 to 30 percent of the amount. */
export const WAIVED_PER_THOUSAND = 15;
export const CREDITED_PER_THOUSAND = 12;

/** Billed revenue of seats in cents: seats × list price × pricing level, unless the month was waived or credited. */
export function seatRevenue(
  world: { readonly subscriptions: Subscriptions; readonly sales: Sales },
  subscription: number,
  month: number,
  state: number,
  seats: number,
): number {
  if (state !== State.live) return 0;
  const { subscriptions, sales } = world;
  const price = subscriptions.catalog.at(of(subscriptions.sku, subscription)).priceCents;
  const percent = LEVEL_PERCENT[sales.pricingLevel(subscription)] ?? 100;
  return adjusted(
    Math.floor((seats * price * percent + 50) / 100),
    of(subscriptions.key, subscription),
    month,
  );
}

/** An amount in cents as it is billed in the month. */
export function adjusted(cents: number, subscriptionKey: number, month: number): number {
  const drawn = draw(draw(subscriptionKey, ADJUSTMENT), month);
  const lot = below(drawn, 1000);
  if (lot < WAIVED_PER_THOUSAND) return 0;
  if (lot >= WAIVED_PER_THOUSAND + CREDITED_PER_THOUSAND) return cents;
  // Zero minus, lest a bill of nothing become minus nothing.
  return 0 - Math.floor((cents * between(draw(drawn, CREDIT), 5, 30)) / 100);
}
