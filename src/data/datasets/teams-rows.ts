import { below, between, draw, label } from '../../primitives/seeded-random.ts';
import { daysIn, firstDayOf } from '../../primitives/month.ts';
import type { Rows } from '../view.ts';
import { shareOf } from '../world/seat-use.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';

const DAYS = label('teams days');
const FIRST_DAY = label('teams first day');
const APPS = label('teams apps');
const APP = label('teams app');

/** Parts of Teams, and the percentages of Teams users that take part, from and to. */
export const SUB_WORKLOADS = ['Meetings', 'Calls', 'Phone systems'];
const PARTICIPATION = [
  [72, 100],
  [40, 90],
  [4, 40],
] as const;

/** A row of Teams use: who, when, which part or app, how many people. */
export interface TeamsRows extends Rows {
  readonly customer: Int32Array;
  readonly day: Int32Array;
  /** An index into the sub-workloads, or into the apps. */
  readonly topic: Uint8Array;
  readonly people: Int32Array;
}

/** A row for each customer and part of Teams, dated on the first of the month. */
export function workloadRows(world: World, month: number): TeamsRows {
  return collect(world, month, (customer, users, add) => {
    SUB_WORKLOADS.forEach((_, topic) => {
      const people = participants(world, customer, month, topic, users);
      if (people > 0) add(firstDayOf(month), topic, people);
    });
  });
}

/**
 * A row for each customer, part of Teams and reported day. Not every day is reported, or the smallest world would have
 * more rows of this than of all else: the more people a customer has in Teams, the more days.
 */
export function dailyWorkloadRows(world: World, month: number): TeamsRows {
  return collect(world, month, (customer, users, add) => {
    for (const day of reportedDays(world, customer, month, users)) {
      SUB_WORKLOADS.forEach((_, topic) => {
        const people = participants(world, customer, month, topic, users);
        const there = Math.floor((people * between(draw(keyOf(world, customer, topic), day), 20, 80)) / 100);
        if (there > 0) add(day, topic, there);
      });
    }
  });
}

/** A row for each customer, app and reported day. */
export function appRows(world: World, month: number): TeamsRows {
  const appCount = world.words.partners.teamsApps.length;
  return collect(world, month, (customer, users, add) => {
    const key = keyOf(world, customer, APP);
    const apps = 1 + below(draw(key, APPS), 4);
    const first = below(draw(key, APP), appCount);
    for (const day of reportedDays(world, customer, month, users)) {
      for (let n = 0; n < apps; n++) {
        // Five steps apart, and at most four of twenty apps: no app comes twice.
        const app = (first + n * 5) % appCount;
        const people = shareOf(users, draw(key, app), day, 5, 60);
        if (people > 0) add(day, app, people);
      }
    }
  });
}

type Add = (day: number, topic: number, people: number) => void;

function collect(
  world: World,
  month: number,
  visit: (customer: number, users: number, add: Add) => void,
): TeamsRows {
  const office = world.officeMonth(month);
  const teams = world.catalog.workloads.indexOf('Teams');
  const [customers, days, topics, people]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let row = 0; row < office.count; row++) {
    if (of(office.workload, row) !== teams || of(office.duplicate, row) === 1) continue;
    const customer = of(office.customer, row);
    visit(customer, of(office.active, row), (day, topic, count) => {
      customers.push(customer);
      days.push(day);
      topics.push(topic);
      people.push(count);
    });
  }
  return {
    month,
    count: customers.length,
    bytes: customers.length * 13,
    customer: new Int32Array(customers),
    day: new Int32Array(days),
    topic: new Uint8Array(topics),
    people: new Int32Array(people),
  };
}

function participants(world: World, customer: number, month: number, topic: number, users: number): number {
  const [from, to] = PARTICIPATION[topic] ?? [0, 0];
  return shareOf(users, keyOf(world, customer, topic), month, from, to);
}

/** Days spread over the month. */
function reportedDays(world: World, customer: number, month: number, users: number): number[] {
  const length = daysIn(month);
  const key = draw(keyOf(world, customer, DAYS), month);
  const count = Math.min(20, 2 + Math.floor(users / 150));
  const offset = below(draw(key, FIRST_DAY), length);
  return Array.from(
    { length: count },
    (_, n) => firstDayOf(month) + Math.floor((n * length + offset) / count),
  );
}

function keyOf(world: World, customer: number, topic: number): number {
  return draw(of(world.customers.members.key, customer), topic);
}
