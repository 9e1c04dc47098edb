import type { CallbackMethod } from '../callbacks/callback-url.ts';
import type { QueryWindow } from '../query/query.ts';
import type { Recurrence } from './recurrence.ts';

export type ReportStatus = 'Active' | 'Paused' | 'Inactive';
export type ReportFormat = 'csv' | 'tsv';

export interface Callback {
  /** As the partner sent it. */
  readonly url: string;
  readonly method: CallbackMethod;
}

/** What an update can change. A run keeps the settings it began with. */
export interface ReportSettings {
  readonly reportName: string;
  readonly description: string | null;
  readonly format: ReportFormat;
  readonly callback: Callback | null;
  /** Null for an ExecuteNow report, which runs once, at its creation. */
  readonly recurrence: Recurrence | null;
}

export interface Report {
  readonly reportId: string;
  /** 1 for the sandbox's first. */
  readonly number: number;
  readonly surface: string;
  readonly queryId: string;
  /** The query's text at creation: a report outlives its query. */
  readonly query: string;
  /** Overrides the TIMESPAN of the query; only ExecuteNow reports have one. */
  readonly window: QueryWindow | null;
  readonly user: string;
  /** Whether its creator may see sensitive columns; its files go by that. */
  readonly redacted: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number | null;
  readonly settings: ReportSettings;
  readonly status: ReportStatus;
}

export function isExecuteNow(report: Report): boolean {
  return report.settings.recurrence === null;
}
