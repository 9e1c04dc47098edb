import { DAY, startOfMonth } from './instant.ts';

const firstDays = new Map<number, number>();

/** The first day of a month (as `monthOf` numbers them), in days since 1970-01-01. */
export function firstDayOf(month: number): number {
  const known = firstDays.get(month);
  if (known !== undefined) return known;
  const day = startOfMonth(month) / DAY;
  firstDays.set(month, day);
  return day;
}

export function daysIn(month: number): number {
  return firstDayOf(month + 1) - firstDayOf(month);
}

/** 0 for January to 11 for December. */
export function monthOfYear(month: number): number {
  return month % 12;
}
