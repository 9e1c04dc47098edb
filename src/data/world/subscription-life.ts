import { remembered } from '../../primitives/remembered.ts';
import { between, below, chance, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { daysIn, firstDayOf } from '../../primitives/month.ts';
import { Product } from './catalog.ts';
import { TAIL_MONTHS, type Subscriptions } from './subscriptions.ts';
import { of } from './succession.ts';

// Looked up once, as in seeded-random.ts.
const { floor, max, min } = Math;

const START_DAY = label('start day');
const TERM = label('term');
const TRIAL = label('trial');
const CHURN = label('churn');
const MANUAL = label('manual renewal');
const GROWTH = label('seat growth');
const SEATS = label('seats of quarter');

/** Where a subscription stands at the end of a month. */
export const State = {
  none: 0,
  trial: 1,
  live: 2,
  grace: 3,
  disabled: 4,
  deprovisioned: 5,
  churned: 6,
} as const;

const AFTER_THE_END = [State.grace, State.disabled, State.disabled, State.deprovisioned];
const TERMS = [12, 1, 36];
const termOf = weighted([70, 22, 8]);
const MAX_TRIAL_SEATS = 25;

/**
 * The life of subscriptions, month by month: a trial (sometimes), months alive with a renewal after each term, then
 * either churned or in grace, disabled and deprovisioned. Whether it renews is settled from the start: each month is
 * computed by itself.
 */
export class SubscriptionLife {
  /** By subscription: the day it starts. */
  readonly startDay = remembered(
    (subscription) =>
      firstDayOf(of(this.#subscriptions.startMonth, subscription)) + this.#dayOfMonth(subscription) - 1,
  );
  /** By subscription: the months after which it is renewed. */
  readonly termMonths = remembered((subscription) => this.#termOf(subscription));
  readonly #churns = remembered((subscription) =>
    chance(draw(this.#key(subscription), CHURN), 450) ? 1 : 0,
  );
  readonly #growth = remembered((subscription) => between(draw(this.#key(subscription), GROWTH), -6, 12));
  readonly #dayOfMonth = remembered((subscription) => startDayOfMonth(this.#key(subscription)));
  readonly #startsAsTrial = remembered((subscription) => (this.#isTrialled(subscription) ? 1 : 0));
  readonly #subscriptions: Subscriptions;

  constructor(subscriptions: Subscriptions) {
    this.#subscriptions = subscriptions;
  }

  state(subscription: number, month: number): number {
    const { months } = this.#subscriptions;
    const age = this.age(subscription, month);
    const afterEnd = age - of(months, subscription);
    if (age < 0 || afterEnd >= TAIL_MONTHS) return State.none;
    if (afterEnd < 0) return age === 0 && this.#startsAsTrial(subscription) === 1 ? State.trial : State.live;
    if (this.#churns(subscription) === 1) return State.churned;
    return AFTER_THE_END[afterEnd] ?? State.none;
  }

  /** Seats available at the end of the month. */
  seats(subscription: number, month: number): number {
    const state = this.state(subscription, month);
    if (state === State.none || state > State.grace || this.isSeatless(subscription)) return 0;
    if (state === State.trial) return min(MAX_TRIAL_SEATS, of(this.#subscriptions.baseSeats, subscription));
    return this.#grownSeats(subscription, state === State.grace ? month - 1 : month);
  }

  age(subscription: number, month: number): number {
    return month - of(this.#subscriptions.startMonth, subscription);
  }

  /** Days of the month within its dates. */
  daysOf(subscription: number, month: number): number {
    const age = this.age(subscription, month);
    const left = of(this.#subscriptions.months, subscription) - age;
    const daysBefore = this.#dayOfMonth(subscription) - 1;
    if (age < 0 || left < 0) return 0;
    if (left === 0) return daysBefore;
    return age === 0 ? daysIn(month) - daysBefore : daysIn(month);
  }

  /** Azure is paid by use. */
  isSeatless(subscription: number): boolean {
    return this.#subscriptions.productOf(subscription) === Product.azure;
  }

  /** The last day of the term that runs at the end of the month, or ran last. */
  endDay(subscription: number, month: number): number {
    const { startMonth, months } = this.#subscriptions;
    const total = of(months, subscription);
    const term = this.termMonths(subscription);
    const terms = floor(max(0, this.age(subscription, month)) / term) + 1;
    const end = of(startMonth, subscription) + min(terms * term, total);
    return firstDayOf(end) + this.#dayOfMonth(subscription) - 2;
  }

  renewsItself(subscription: number, month: number): boolean {
    const isLastTerm =
      this.age(subscription, month) >=
      of(this.#subscriptions.months, subscription) - this.termMonths(subscription);
    if (isLastTerm && this.#churns(subscription) === 1) return false;
    return !chance(draw(this.#key(subscription), MANUAL), 90);
  }

  /** Whether people may use it in the month: some day of the month lies in the term, and there are seats. */
  isUsable(subscription: number, month: number): boolean {
    const state = this.state(subscription, month);
    if (state === State.trial || state === State.live) return true;
    return state === State.grace && this.#dayOfMonth(subscription) > 1;
  }

  #grownSeats(subscription: number, month: number): number {
    const key = this.#key(subscription);
    const growth = this.#growth(subscription) * min(this.age(subscription, month), 60);
    const change = between(draw(draw(key, SEATS), floor(month / 3)), -30, 30);
    const seats = of(this.#subscriptions.baseSeats, subscription) * (1000 + growth + change);
    return max(1, floor(seats / 1000));
  }

  #termOf(subscription: number): number {
    const drawn = TERMS[termOf(draw(this.#key(subscription), TERM))] ?? 12;
    return of(this.#subscriptions.months, subscription) % drawn === 0 ? drawn : 12;
  }

  #isTrialled(subscription: number): boolean {
    if (of(this.#subscriptions.line, subscription) === 0 || this.isSeatless(subscription)) return false;
    return chance(draw(this.#key(subscription), TRIAL), 150);
  }

  #key(subscription: number): number {
    return of(this.#subscriptions.key, subscription);
  }
}

/** Many start on the first of a month, none on the last days: what happens two days later is in the same month. */
function startDayOfMonth(key: number): number {
  const drawn = draw(key, START_DAY);
  return chance(drawn, 300) ? 1 : 1 + below(draw(drawn, START_DAY), 26);
}
