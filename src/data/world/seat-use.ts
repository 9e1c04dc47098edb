import { between, draw, label } from '../../primitives/seeded-random.ts';
import { monthOfYear } from '../../primitives/month.ts';

const ASSIGNED = label('assigned seats');
const ACTIVE = label('active seats');
const MONTHLY = label('activity of month');

/** Percent of usual activity, January to December: quiet in August and over the holidays. */
const SEASON = [96, 98, 100, 99, 98, 95, 88, 84, 99, 100, 100, 90];
const MONTHS_TO_ROLL_OUT = 8;

/** Seats given to people: ever more over the first months, never all that were bought. */
export function assignedSeats(subscriptionKey: number, age: number, seats: number): number {
  const share = between(draw(subscriptionKey, ASSIGNED), 600, 990);
  const rolledOut = 65 + Math.floor((35 * Math.min(age, MONTHS_TO_ROLL_OUT)) / MONTHS_TO_ROLL_OUT);
  return Math.floor((seats * share * rolledOut) / 100_000 + 0.5);
}

/** Assigned seats whose people were there in the month. */
export function activeSeats(subscriptionKey: number, month: number, assigned: number): number {
  const share = between(draw(subscriptionKey, ACTIVE), 550, 980);
  const luck = between(draw(draw(subscriptionKey, MONTHLY), month), 92, 100);
  return Math.floor((assigned * share * luck * (SEASON[monthOfYear(month)] ?? 100)) / 10_000_000 + 0.5);
}

/** A part of a number of people, steady for its key but for a little chance each month. */
export function shareOf(
  people: number,
  key: number,
  month: number,
  fromPercent: number,
  toPercent: number,
): number {
  const percent = between(draw(key, fromPercent), fromPercent, toPercent);
  return Math.floor((people * percent * between(draw(key, month), 90, 100)) / 10_000);
}
