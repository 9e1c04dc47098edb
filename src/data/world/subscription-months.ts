import type { Rows } from '../view.ts';
import type { Customers } from './customers.ts';
import type { Sales } from './sales.ts';
import { State, type SubscriptionLife } from './subscription-life.ts';
import { TAIL_MONTHS, type Subscriptions } from './subscriptions.ts';
import { of } from './succession.ts';

/** A row for each subscription reported in a month; after it a duplicate where a second location is credited too. */
export interface SubscriptionMonth extends Rows, Columns {}

interface Columns {
  readonly subscription: Int32Array;
  /** 1 on a duplicate. */
  readonly duplicate: Uint8Array;
  /** As in `State`. */
  readonly state: Uint8Array;
  /** At the end of the month. */
  readonly seats: Int32Array;
}

const BYTES_A_ROW = 10;

interface Origin {
  readonly customers: Customers;
  readonly subscriptions: Subscriptions;
  readonly life: SubscriptionLife;
  readonly sales: Sales;
}

/** Rows stand by customer slot; those of one customer are next to each other. */
export function subscriptionMonth(world: Origin, month: number): SubscriptionMonth {
  const rows = new SubscriptionRows(world, month);
  for (let slot = 0; slot < world.customers.slotCount; slot++) {
    const customer = world.customers.at(slot, month);
    rows.addCustomer(customer);
    const firstMonth = of(world.customers.members.firstMonth, customer);
    // What the customer before left behind is reported a little longer.
    if (month - firstMonth < TAIL_MONTHS) rows.addCustomer(world.customers.at(slot, firstMonth - 1));
  }
  return rows.finish();
}

/** Some rows of a month, in their order. */
export function keepRows(rows: SubscriptionMonth, keep: (row: number) => boolean): SubscriptionMonth {
  const kept: number[] = [];
  for (let row = 0; row < rows.count; row++) if (keep(row)) kept.push(row);
  const count = kept.length;
  const result = {
    month: rows.month,
    count,
    bytes: count * BYTES_A_ROW,
    ...columnsOf(count),
  };
  kept.forEach((row, at) => {
    result.subscription[at] = of(rows.subscription, row);
    result.duplicate[at] = of(rows.duplicate, row);
    result.state[at] = of(rows.state, row);
    result.seats[at] = of(rows.seats, row);
  });
  return result;
}

/** Columns that grow together, in typed arrays: lists of numbers would be copied at the end, and be garbage. */
class SubscriptionRows {
  readonly #world: Origin;
  readonly #month: number;
  #columns: Columns;
  #count = 0;

  constructor(world: Origin, month: number) {
    this.#world = world;
    this.#month = month;
    this.#columns = columnsOf(4 * world.customers.slotCount + 64);
  }

  addCustomer(customer: number): void {
    const { subscriptions, life, sales } = this.#world;
    const end = subscriptions.endOf(customer);
    for (let subscription = subscriptions.firstOf(customer); subscription < end; subscription++) {
      const state = life.state(subscription, this.#month);
      if (state === State.none) continue;
      const seats = life.seats(subscription, this.#month);
      this.#add(subscription, 0, state, seats);
      if (sales.isDuplicated(subscription)) this.#add(subscription, 1, state, seats);
    }
  }

  finish(): SubscriptionMonth {
    const count = this.#count;
    return {
      month: this.#month,
      count,
      bytes: count * BYTES_A_ROW,
      subscription: this.#columns.subscription.slice(0, count),
      duplicate: this.#columns.duplicate.slice(0, count),
      state: this.#columns.state.slice(0, count),
      seats: this.#columns.seats.slice(0, count),
    };
  }

  #add(subscription: number, duplicate: number, state: number, seats: number): void {
    const row = this.#count++;
    if (row >= this.#columns.state.length) this.#columns = twiceAsLong(this.#columns);
    const columns = this.#columns;
    columns.subscription[row] = subscription;
    columns.duplicate[row] = duplicate;
    columns.state[row] = state;
    columns.seats[row] = seats;
  }
}

function columnsOf(count: number): Columns {
  return {
    subscription: new Int32Array(count),
    duplicate: new Uint8Array(count),
    state: new Uint8Array(count),
    seats: new Int32Array(count),
  };
}

function twiceAsLong(columns: Columns): Columns {
  const longer = columnsOf(columns.state.length * 2);
  longer.subscription.set(columns.subscription);
  longer.duplicate.set(columns.duplicate);
  longer.state.set(columns.state);
  longer.seats.set(columns.seats);
  return longer;
}
