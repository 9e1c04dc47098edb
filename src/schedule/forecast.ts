import { HOUR } from '../primitives/instant.ts';
import type { ReportLife } from './report-life.ts';
import { KEPT_MS } from './retention.ts';

/** What an advance would make of a report, at most. */
export interface Forecast {
  readonly transitions: number;
  /** The most executions that would be kept at one time. */
  readonly executions: number;
}

export interface ForecastSpan {
  readonly queueTimeMs: number;
  /** Whether executions of the report may never complete. */
  readonly mayStayRunning: boolean;
  readonly from: number;
  readonly to: number;
}

/** Counted without running anything, so that an advance beyond the bounds can be refused before it begins. */
export function forecast(
  life: ForecastLife,
  { queueTimeMs, mayStayRunning, from, to }: ForecastSpan,
): Forecast {
  const { report, waiting, extra, running, completed } = life;
  const kept = completed.size + running.length + extra.length;
  const begun = running.length + 2 * extra.length;
  const { recurrence } = report.settings;
  if (waiting?.status !== 'Pending') return { transitions: begun, executions: kept + (waiting ? 1 : 0) };

  const starts = startsUntil(to - queueTimeMs);
  const atOnce = recurrence === null ? 1 : Math.ceil(KEPT_MS / intervalMs(recurrence)) + 1;
  return {
    transitions: begun + 2 * starts,
    // Only what completes is ever let go of.
    executions: (mayStayRunning ? kept + starts : Math.min(kept + starts, Math.max(kept, atOnce))) + 1,
  };

  function startsUntil(dueBy: number): number {
    if (waiting === null || waiting.dueAt > dueBy) return 0;
    if (recurrence === null) return 1;
    const left = recurrence.count === null ? Infinity : recurrence.count - waiting.ordinal + 1;
    // Occurrences before this were missed: only the first of them still runs.
    const since = Math.max(waiting.dueAt, from - queueTimeMs);
    return Math.min(left, 2 + Math.floor((dueBy - since) / intervalMs(recurrence)));
  }
}

type ForecastLife = ReportLife & { readonly completed: { readonly size: number } };

function intervalMs({ intervalHours }: { readonly intervalHours: number }): number {
  return intervalHours * HOUR;
}
