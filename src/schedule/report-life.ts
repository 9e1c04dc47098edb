import { refuse } from '../errors/api-errors.ts';
import {
  EXTRA,
  isExtra,
  type CompletedExecution,
  type RunningExecution,
  type WaitingExecution,
} from './execution.ts';
import { occurrenceAfter, occurrenceAtOrAfter, type Recurrence } from './recurrence.ts';
import type { Report, ReportSettings } from './report.ts';

/**
 * The life of a report: what each event does to it and to its executions. Pure; the scheduler applies it. docs/fidelity.md says what of it is
 * documented.
 *
 *            create            pause              the last execution completes
 *     ──────────────▶ Active ◀───────▶ Paused     Active ──────────────────────▶ Inactive
 *                        ▲     resume                                               │
 *                        └───── update (a Paused report stays Paused) ──────────────┘
 */
export interface ReportLife {
  readonly report: Report;
  /** The one execution that is ahead: Pending, or Paused with its report. Null when the count is used up. */
  readonly waiting: WaitingExecution | null;
  /** Those asked for beside the schedule that have not begun to run. */
  readonly extra: readonly WaitingExecution[];
  /** In the order in which they began. Runs of one report may overlap. */
  readonly running: readonly RunningExecution[];
  readonly completed: Iterable<CompletedExecution>;
  /** The highest number an execution of this report has had. */
  readonly lastNumber: number;
}

/** What an event makes of a report. */
export interface Change {
  readonly report: Report;
  readonly waiting: WaitingExecution | null;
  /** Where they change. */
  readonly extra?: readonly WaitingExecution[];
  readonly started?: RunningExecution;
  readonly completed?: CompletedExecution;
}

export function begin(report: Report): Change {
  const dueAt = report.settings.recurrence?.startAt ?? report.createdAt;
  return { report, waiting: { number: 1, ordinal: 1, dueAt, status: 'Pending' } };
}

/** A pause leaves a running execution alone: it ends as if nothing had happened. */
export function pause({ report, waiting }: ReportLife): Change {
  requireScheduled(report, 'paused');
  if (report.status === 'Paused') return { report, waiting };
  requireUnfinished(report);
  if (waiting === null) {
    throw refuse(
      'report.nothing-pending',
      `report ${report.reportId} has no pending execution: its last one is running`,
    );
  }
  return { report: { ...report, status: 'Paused' }, waiting: { ...waiting, status: 'Paused' } };
}

/** Occurrences missed while paused are neither run nor counted: the same execution goes on at the next one of the grid. */
export function resume({ report, waiting }: ReportLife, now: number): Change {
  const recurrence = requireScheduled(report, 'resumed');
  requireUnfinished(report);
  if (report.status === 'Active' || waiting === null) return { report, waiting };
  const dueAt = Math.max(waiting.dueAt, occurrenceAtOrAfter(recurrence, now));
  return { report: { ...report, status: 'Active' }, waiting: { ...waiting, status: 'Pending', dueAt } };
}

/** An update moves the waiting execution to the new start and counts anew; one that runs ends normally, outside the new count. */
export function update(
  { report, waiting, lastNumber }: ReportLife,
  settings: ReportSettings,
  now: number,
): Change {
  requireScheduled(report, 'updated');
  const paused = report.status === 'Paused';
  return {
    report: { ...report, settings, status: paused ? 'Paused' : 'Active', modifiedAt: now },
    waiting: {
      number: waiting?.number ?? lastNumber + 1,
      ordinal: 1,
      dueAt: settings.recurrence?.startAt ?? now,
      status: paused ? 'Paused' : 'Pending',
    },
  };
}

/**
 * The moment an execution leaves Pending, the next one appears, unless the count is used up.
 * @param dueBy when an execution that leaves Pending now should have been due. That is this one's own due moment, but for a
 *   report that was told to start in the past: what it missed is neither run nor counted.
 */
export function startRunning(
  { report, waiting, extra, lastNumber }: ReportLife,
  pending: WaitingExecution,
  dueBy: number,
): Change {
  const { settings } = report;
  const { number, ordinal, dueAt } = pending;
  const started: RunningExecution = { number, ordinal, dueAt, status: 'Running', settings };
  if (isExtra(pending)) return { report, waiting, started, extra: extra.filter((one) => one !== pending) };
  return {
    report,
    started,
    waiting: hasAnother(settings.recurrence, ordinal)
      ? {
          number: lastNumber + 1,
          ordinal: ordinal + 1,
          dueAt: nextOccurrence(settings.recurrence, dueAt, dueBy),
          status: 'Pending',
        }
      : null,
  };
}

function nextOccurrence(recurrence: Recurrence, dueAt: number, dueBy: number): number {
  return Math.max(occurrenceAfter(recurrence, dueAt), occurrenceAtOrAfter(recurrence, dueBy));
}

/** A report is Inactive from the moment its last execution completes. */
export function finish(
  { report, waiting, running }: ReportLife,
  execution: RunningExecution,
  now: number,
): Change {
  const { number, ordinal, dueAt, settings } = execution;
  const isLast = waiting === null && !isExtra(execution) && isOnlyCounted(execution, running);
  return {
    report: isLast ? { ...report, status: 'Inactive' } : report,
    waiting,
    completed: { number, ordinal, dueAt, status: 'Completed', settings, completedAt: now },
  };
}

/** One more execution, due now, whatever the report's status: it is not counted and moves nothing else. */
export function runOnceMore(
  { report, waiting, extra, lastNumber }: ReportLife,
  now: number,
): Change & { more: WaitingExecution } {
  const more: WaitingExecution = { number: lastNumber + 1, ordinal: EXTRA, dueAt: now, status: 'Pending' };
  return { report, waiting, extra: [...extra, more], more };
}

/** The check of an update, to be made before its own values are looked at. */
export function requireScheduled(report: Report, what: string): Recurrence {
  if (report.settings.recurrence !== null) return report.settings.recurrence;
  throw refuse(
    'report.not-scheduled',
    `report ${report.reportId} is an ExecuteNow report and can't be ${what}`,
  );
}

function requireUnfinished(report: Report): void {
  if (report.status !== 'Inactive') return;
  throw refuse('report.inactive', `report ${report.reportId} is Inactive: its executions are over`);
}

function isOnlyCounted(execution: RunningExecution, running: ReportLife['running']): boolean {
  return running.every((other) => other === execution || isExtra(other));
}

function hasAnother(recurrence: Recurrence | null, ordinal: number): recurrence is Recurrence {
  return recurrence !== null && (recurrence.count === null || ordinal < recurrence.count);
}
