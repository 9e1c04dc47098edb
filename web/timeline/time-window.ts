/** The stretch of virtual time that is in sight, in milliseconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What can be chosen at once. */
export const SPANS = [
  { text: 'Hour', ms: HOUR },
  { text: 'Day', ms: DAY },
  { text: 'Week', ms: 7 * DAY },
  { text: 'Month', ms: 30 * DAY },
  { text: '90 days', ms: 90 * DAY },
] as const;

const SHORTEST = 10_000;
const LONGEST = 400 * DAY;
/** While the window follows the clock, what is to come has less room than what has been. */
const NOW_AT = 0.65;

export function spanOf({ from, to }: TimeWindow): number {
  return to - from;
}

export function around(now: number, span: number): TimeWindow {
  return { from: now - span * NOW_AT, to: now + span * (1 - NOW_AT) };
}

export function shifted({ from, to }: TimeWindow, ms: number): TimeWindow {
  return { from: from + ms, to: to + ms };
}

/** @param at the moment that stays where it is in sight. */
export function zoomed(window: TimeWindow, factor: number, at: number): TimeWindow {
  const span = Math.min(LONGEST, Math.max(SHORTEST, spanOf(window) * factor));
  const real = span / spanOf(window);
  return { from: at - (at - window.from) * real, to: at + (window.to - at) * real };
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

const STEPS = [
  1000,
  5000,
  15_000,
  60_000,
  300_000,
  900_000,
  1_800_000,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
  56 * DAY,
  112 * DAY,
];
const PIXELS_APART = 56;

/** Round moments, far enough apart to be labelled. */
export function ticksOf(window: TimeWindow, width: number): readonly Tick[] {
  const least = (spanOf(window) / Math.max(1, width)) * PIXELS_APART;
  const step = STEPS.find((one) => one >= least) ?? LONGEST;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(window.from / step) * step; at <= window.to; at += step) {
    ticks.push({ at, text: describeTick(at, step) });
  }
  return ticks;
}

/** Midnights tell their day. */
function describeTick(at: number, step: number): string {
  const text = new Date(at).toISOString();
  if (at % DAY === 0) return `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1] ?? ''}`;
  return step < 60_000 ? text.slice(11, 19) : text.slice(11, 16);
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
