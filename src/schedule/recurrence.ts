import { HOUR } from '../primitives/instant.ts';

/** When a scheduled report runs: at `startAt` and every so many hours after it. */
export interface Recurrence {
  readonly startAt: number;
  readonly intervalHours: number;
  /** How many executions there are to be; null is for ever. */
  readonly count: number | null;
}

export function occurrenceAfter(recurrence: Recurrence, occurrence: number): number {
  return occurrence + recurrence.intervalHours * HOUR;
}

/** The first moment of the grid at or after `at`. */
export function occurrenceAtOrAfter(recurrence: Recurrence, at: number): number {
  const intervalMs = recurrence.intervalHours * HOUR;
  const passed = Math.max(0, Math.ceil((at - recurrence.startAt) / intervalMs));
  return recurrence.startAt + passed * intervalMs;
}
