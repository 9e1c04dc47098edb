import { between, draw, label, pick } from '../../primitives/seeded-random.ts';
import { daysIn, monthOfYear } from '../../primitives/month.ts';
import type { SubscriptionLife } from './subscription-life.ts';
import type { Subscriptions } from './subscriptions.ts';
import { of } from './succession.ts';
import type { Meter } from './words.ts';

const METERS = label('meter count');
const METER = label('meter');
const SCALE = label('meter scale');
const GROWTH = label('meter growth');
const NOISE = label('meter noise');

/** The list of meters is cut into as many parts; a subscription uses at most one meter of each, so never one twice. */
const PARTS = 8;
/** Percent of usual consumption, January to December. */
const SEASON = [97, 96, 100, 100, 101, 101, 98, 95, 102, 104, 108, 103];
/** Percent of what is usual for a meter, by subscription. */
const SCALES = [20, 45, 70, 100, 150, 260];
const TYPICAL_EMPLOYEES = 100;

/** What Azure subscriptions consume. */
export class AzureMeters {
  readonly list: readonly Meter[];
  readonly #subscriptions: Subscriptions;
  readonly #life: SubscriptionLife;

  constructor(list: readonly Meter[], subscriptions: Subscriptions, life: SubscriptionLife) {
    this.list = list;
    this.#subscriptions = subscriptions;
    this.#life = life;
  }

  countOf(subscription: number): number {
    return between(draw(this.#key(subscription), METERS), 3, PARTS - 1);
  }

  /** The n-th meter of a subscription, as an index into the list. */
  meterOf(subscription: number, n: number): number {
    const size = Math.floor(this.list.length / PARTS);
    return n * size + between(draw(draw(this.#key(subscription), METER), n), 0, size - 1);
  }

  /** Units used in the month, in hundredths; a month of which the subscription has but some days brings as much less. */
  quantity(subscription: number, meter: number, month: number): number {
    const { customers, customer } = this.#subscriptions;
    const key = draw(this.#key(subscription), meter);
    const usual = this.#at(meter).typicalQuantity * of(customers.employees, of(customer, subscription));
    const scale = pick(draw(key, SCALE), SCALES);
    const growth =
      100 + between(draw(key, GROWTH), -1, 3) * Math.min(48, this.#life.age(subscription, month));
    const noise = between(draw(draw(key, NOISE), month), 85, 115) * (SEASON[monthOfYear(month)] ?? 100);
    const whole = Math.floor((usual * scale * growth * noise) / (TYPICAL_EMPLOYEES * 1_000_000));
    return Math.max(1, Math.floor((whole * this.#life.daysOf(subscription, month)) / daysIn(month)));
  }

  /** Azure consumed revenue in cents. */
  consumedRevenue(subscription: number, meter: number, month: number): number {
    const microDollars = this.quantity(subscription, meter, month) * this.#at(meter).priceMicroDollars;
    return Math.floor(microDollars / 1_000_000 + 0.5);
  }

  /** Azure consumed revenue of all the subscription's meters, in cents. */
  subscriptionRevenue(subscription: number, month: number): number {
    if (this.#life.daysOf(subscription, month) === 0) return 0;
    let cents = 0;
    for (let n = 0; n < this.countOf(subscription); n++) {
      cents += this.consumedRevenue(subscription, this.meterOf(subscription, n), month);
    }
    return cents;
  }

  #at(meter: number): Meter {
    const found = this.list[meter];
    if (found === undefined) throw new Error('No such meter');
    return found;
  }

  #key(subscription: number): number {
    return of(this.#subscriptions.key, subscription);
  }
}
