import type { Timespan } from '../data/dataset.ts';
import type { DayRange } from '../data/table.ts';
import { DAY, dayOf, monthOf, startOfMonth } from '../primitives/instant.ts';

export const ALL_DAYS: DayRange = Object.freeze({ fromDay: -Infinity, toDay: Infinity });

const RANGES: Readonly<Record<Timespan, (asOf: number) => DayRange>> = {
  TODAY: (asOf) => ({ fromDay: dayOf(asOf), toDay: dayOf(asOf) }),
  YESTERDAY: daysBeforeToday(1),
  LAST_7_DAYS: daysBeforeToday(7),
  LAST_14_DAYS: daysBeforeToday(14),
  LAST_30_DAYS: daysBeforeToday(30),
  LAST_90_DAYS: daysBeforeToday(90),
  LAST_180_DAYS: daysBeforeToday(180),
  LAST_365_DAYS: daysBeforeToday(365),
  LAST_MONTH: monthsBeforeThis(1),
  LAST_3_MONTHS: monthsBeforeThis(3),
  LAST_6_MONTHS: monthsBeforeThis(6),
  LAST_1_YEAR: monthsBeforeThis(12),
  LIFETIME: () => ALL_DAYS,
};

/** The days that a TIMESPAN means at a moment: complete months and days, so never the present one but for TODAY. */
export function rangeOf(timespan: Timespan, asOf: number): DayRange {
  return RANGES[timespan](asOf);
}

/** Instants, both included; an open side is null. */
export interface QueryWindow {
  readonly fromAt: number | null;
  readonly toAt: number | null;
}

/** A date counts as its midnight, so a window that starts at noon leaves its first day out. */
export function rangeOfWindow({ fromAt, toAt }: QueryWindow): DayRange {
  return {
    fromDay: fromAt === null ? -Infinity : Math.ceil(fromAt / DAY),
    toDay: toAt === null ? Infinity : Math.floor(toAt / DAY),
  };
}

function daysBeforeToday(count: number): (asOf: number) => DayRange {
  return (asOf) => ({ fromDay: dayOf(asOf) - count, toDay: dayOf(asOf) - 1 });
}

function monthsBeforeThis(count: number): (asOf: number) => DayRange {
  return (asOf) => {
    const month = monthOf(asOf);
    return { fromDay: dayOf(startOfMonth(month - count)), toDay: dayOf(startOfMonth(month)) - 1 };
  };
}
