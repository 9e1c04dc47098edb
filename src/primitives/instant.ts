/** Instants are whole milliseconds since 1970 UTC; on the wire they are `yyyy-MM-ddTHH:mm:ssZ`, without a fraction. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A clock goes from the first moment of 2000 to the last of 2100. */
export const EARLIEST = Date.UTC(2000, 0, 1);
export const LATEST = Date.UTC(2101, 0, 1) - 1;

/** `yyyy-MM-ddTHH:mm:ssZ`; a fraction of a second is cut off. */
export function formatInstant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `yyyy-MM-dd` of a day since 1970-01-01. */
export function formatDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})Z$/;

/**
 * Reads `yyyy-MM-ddTHH:mm:ssZ`, or the same with a blank for the T as Microsoft's own samples send it.
 * Null for anything else, also for a day the calendar does not have.
 */
export function parseTimestamp(text: string): number | null {
  const parts = TIMESTAMP.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // Date.UTC would read years below 100 as 19xx; .NET begins to count, and an unset date is, in year 1.
  const at =
    new Date(0).setUTCFullYear(year, month - 1, day) + hour * HOUR + minute * MINUTE + second * SECOND;
  // 30 February is rolled over: what comes back then differs from what was sent.
  return year > 0 && formatInstant(at) === `${text.slice(0, 10)}T${text.slice(11)}` ? at : null;
}

export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}

/** Months since January of year 0, so that consecutive months are consecutive numbers. */
export function monthOf(at: number): number {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Midnight at the start of the month. */
export function startOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1);
}
