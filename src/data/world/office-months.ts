import type { Rows } from '../view.ts';
import { activeSeats, assignedSeats, shareOf } from './seat-use.ts';
import { State, type SubscriptionLife } from './subscription-life.ts';
import type { SubscriptionMonth } from './subscription-months.ts';
import type { Subscriptions } from './subscriptions.ts';
import { of } from './succession.ts';

/** Percent of active people that use a workload, from and to, in the order of the words' workloads. */
const USE = [
  [88, 100],
  [60, 97],
  [45, 85],
  [50, 90],
  [65, 95],
  [5, 30],
  [8, 40],
] as const;

/** A row for each customer and workload that the customer's paid subscriptions bring, and its duplicate. */
export interface OfficeMonth extends Rows {
  readonly customer: Int32Array;
  readonly workload: Uint8Array;
  readonly paid: Int32Array;
  readonly active: Int32Array;
  /** The subscription whose partner gets the credit: the customer's first. */
  readonly subscription: Int32Array;
  readonly duplicate: Uint8Array;
}

interface Origin {
  readonly subscriptions: Subscriptions;
  readonly life: SubscriptionLife;
  readonly subscriptionMonth: (month: number) => SubscriptionMonth;
}

export function officeMonth(world: Origin, month: number): OfficeMonth {
  const source = world.subscriptionMonth(month);
  const rows: OfficeRow[] = [];
  for (let row = 0; row < source.count;) row = addCustomer(world, source, row, rows);
  const count = rows.length;
  return {
    month,
    count,
    bytes: count * 18,
    customer: Int32Array.from(rows, (row) => row.customer),
    workload: Uint8Array.from(rows, (row) => row.workload),
    paid: Int32Array.from(rows, (row) => row.paid),
    active: Int32Array.from(rows, (row) => row.active),
    subscription: Int32Array.from(rows, (row) => row.subscription),
    duplicate: Uint8Array.from(rows, (row) => row.duplicate),
  };
}

interface OfficeRow {
  readonly customer: number;
  readonly workload: number;
  readonly paid: number;
  readonly active: number;
  readonly subscription: number;
  readonly duplicate: number;
}

/** Adds up one customer's subscriptions from `first` on; tells where the next customer's begin. */
function addCustomer(world: Origin, source: SubscriptionMonth, first: number, rows: OfficeRow[]): number {
  const { subscriptions, life } = world;
  const { catalog } = subscriptions;
  const customer = of(subscriptions.customer, of(source.subscription, first));
  const paid = catalog.workloads.map(() => 0);
  const active = catalog.workloads.map(() => 0);
  let credited = -1;
  let isDuplicated = false;
  let row = first;
  for (; row < source.count; row++) {
    const subscription = of(source.subscription, row);
    if (of(subscriptions.customer, subscription) !== customer) break;
    const workloads = catalog.workloadsOf[of(subscriptions.sku, subscription)] ?? [];
    if (workloads.length === 0 || !isPaidUse(life, source, row)) continue;
    if (credited < 0) credited = subscription;
    if (of(source.duplicate, row) === 1) {
      isDuplicated ||= subscription === credited;
      continue;
    }
    const people = activePeople(world, source, row);
    for (const workload of workloads) {
      const [from, to] = USE[workload] ?? [50, 90];
      const key = of(subscriptions.key, subscription) ^ workload;
      paid[workload] = of(paid, workload) + of(source.seats, row);
      active[workload] = of(active, workload) + shareOf(people, key, source.month, from, to);
    }
  }
  paid.forEach((units, workload) => {
    if (units === 0) return;
    const fact = { customer, workload, paid: units, active: of(active, workload), subscription: credited };
    rows.push({ ...fact, duplicate: 0 });
    if (isDuplicated) rows.push({ ...fact, duplicate: 1 });
  });
  return row;
}

function isPaidUse(life: SubscriptionLife, source: SubscriptionMonth, row: number): boolean {
  return of(source.state, row) !== State.trial && life.isUsable(of(source.subscription, row), source.month);
}

function activePeople({ subscriptions, life }: Origin, source: SubscriptionMonth, row: number): number {
  const subscription = of(source.subscription, row);
  const key = of(subscriptions.key, subscription);
  const assigned = assignedSeats(key, life.age(subscription, source.month), of(source.seats, row));
  return activeSeats(key, source.month, assigned);
}
