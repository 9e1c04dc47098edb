import { v5 as uuidV5 } from 'uuid';
import type { ReportSettings } from './report.ts';

/** The four statuses of the service; there is none for failure. */
export const EXECUTION_STATUSES = ['Pending', 'Running', 'Paused', 'Completed'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/**
 * One run of a report. Only facts: the file is made from them when it is asked for.
 *
 *     Pending ──(due + queue time)──▶ Running ──(+ run time)──▶ Completed
 *        ▲ │
 * resume │ ▼ pause
 *      Paused
 */
export type Execution = WaitingExecution | RunningExecution | CompletedExecution;

interface Occurrence {
  /** 1 for the report's first; an execution keeps its number for ever. */
  readonly number: number;
  /** Which one of the report's RecurrenceCount it is: 1 for the first since creation or update, `EXTRA` for one beside them. */
  readonly ordinal: number;
  readonly dueAt: number;
}

export interface WaitingExecution extends Occurrence {
  readonly status: 'Pending' | 'Paused';
}

export interface RunningExecution extends Occurrence {
  readonly status: 'Running';
  /** What the report was set to when the run began. */
  readonly settings: ReportSettings;
}

export interface CompletedExecution extends Occurrence {
  readonly status: 'Completed';
  readonly settings: ReportSettings;
  /** When the file was ready; its data are those of this moment. */
  readonly completedAt: number;
}

/** The ordinal of an execution that was asked for beside the schedule. */
export const EXTRA = 0;

export function isExtra(execution: Occurrence): boolean {
  return execution.ordinal === EXTRA;
}

/** From the report's id and the execution's number, so that it need not be kept; it is remembered for those asked for. */
export function executionIdOf(reportId: string, execution: Occurrence): string {
  let id = known.get(execution);
  if (id === undefined) {
    id = uuidV5(`execution:${execution.number}`, reportId);
    known.set(execution, id);
  }
  return id;
}

const known = new WeakMap<Occurrence, string>();
