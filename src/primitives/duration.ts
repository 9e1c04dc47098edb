import { DAY, HOUR, MINUTE, SECOND } from './instant.ts';

const ISO_8601 =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const UNITS = [7 * DAY, DAY, HOUR, MINUTE, SECOND];
const NUMBER = /^\d+(\.\d+)?$/;

/**
 * Reads a duration as milliseconds: a number of seconds, or ISO 8601 from weeks to seconds (`PT4H`, `P1DT12H`).
 * Months and years have no fixed length and are refused. Null when it is neither, negative, or over 200 years.
 */
export function parseDuration(text: string | number): number | null {
  const ms = typeof text === 'number' ? text * SECOND : readText(text.trim());
  if (ms === null || !Number.isFinite(ms) || ms < 0 || ms > 200 * 366 * DAY) return null;
  return Math.round(ms);
}

function readText(text: string): number | null {
  if (NUMBER.test(text)) return Number(text) * SECOND;
  // Groups that took no part are undefined, which the types of a match don't say.
  const amounts: readonly (string | undefined)[] = ISO_8601.exec(text)?.slice(1) ?? [];
  if (amounts.every((amount) => amount === undefined) || /T$/i.test(text)) return null;
  return amounts.reduce((sum, amount, i) => sum + Number(amount ?? 0) * (UNITS[i] ?? 0), 0);
}
