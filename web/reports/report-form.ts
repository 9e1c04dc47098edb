import type { Failure, HttpRequest } from '../api.ts';
import { SURFACE } from '../api.ts';
import type { Report } from '../wire.ts';

/** What the form holds; all of it as typed, for the server to judge. */
export interface ReportForm {
  readonly ReportName: string;
  readonly Description: string;
  readonly QueryId: string;
  readonly ExecuteNow: boolean;
  readonly StartTime: string;
  readonly RecurrenceInterval: string;
  readonly RecurrenceCount: string;
  readonly QueryStartTime: string;
  readonly QueryEndTime: string;
  readonly Format: string;
  readonly CallbackUrl: string;
  readonly CallbackMethod: string;
}

export type FieldName = keyof ReportForm;

/** The least lead of the service is four hours; five leave time to fill in the form. */
const USUAL_LEAD_MS = 5 * 3_600_000;

export function newReport(nowMs: number): ReportForm {
  return {
    ReportName: '',
    Description: '',
    QueryId: '',
    ExecuteNow: false,
    StartTime: `${new Date(nowMs + USUAL_LEAD_MS).toISOString().slice(0, 14)}00:00Z`,
    RecurrenceInterval: '24',
    RecurrenceCount: '',
    QueryStartTime: '',
    QueryEndTime: '',
    Format: 'CSV',
    CallbackUrl: '',
    CallbackMethod: 'POST',
  };
}

export function formOf(report: Report): ReportForm {
  return {
    ReportName: report.reportName,
    Description: report.description ?? '',
    QueryId: report.queryId,
    ExecuteNow: false,
    StartTime: report.startTime,
    RecurrenceInterval: String(report.recurrenceInterval),
    RecurrenceCount: report.recurrenceCount === null ? '' : String(report.recurrenceCount),
    QueryStartTime: '',
    QueryEndTime: '',
    Format: report.format.toUpperCase(),
    CallbackUrl: report.callbackUrl ?? '',
    CallbackMethod: report.callbackMethod ?? 'POST',
  };
}

const SCHEDULE: readonly FieldName[] = ['StartTime', 'RecurrenceInterval', 'RecurrenceCount'];
const WINDOW: readonly FieldName[] = ['QueryStartTime', 'QueryEndTime'];

/** @param reportId of the report that is updated; null for a new one. */
export function requestOf(form: ReportForm, reportId: string | null): HttpRequest {
  const body: Record<string, string | number | boolean> = {};
  const left = new Set<string>(form.ExecuteNow ? SCHEDULE : WINDOW);
  if (reportId !== null) left.add('QueryId');
  if (form.CallbackUrl === '') left.add('CallbackMethod');
  for (const [name, value] of Object.entries(form) as [FieldName, string | boolean][]) {
    if (left.has(name) || value === '' || value === false) continue;
    body[name] = NUMBERS.has(name) ? numberOf(String(value)) : value;
  }
  return reportId === null
    ? { method: 'POST', path: `${SURFACE}/ScheduledReport`, body }
    : { method: 'PUT', path: `${SURFACE}/ScheduledReport/${reportId}`, body };
}

const NUMBERS: ReadonlySet<string> = new Set(['RecurrenceInterval', 'RecurrenceCount']);

/** What is no number is sent as it is: the server says what it thinks of it. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

const FIELD_OF_RULE: Readonly<Record<string, FieldName>> = {
  'query.id': 'QueryId',
  'report.start-lead': 'StartTime',
  'report.malformed-date': 'StartTime',
  'report.recurrence-interval': 'RecurrenceInterval',
  'report.recurrence-count': 'RecurrenceCount',
  'report.window': 'QueryEndTime',
  'report.name-character': 'ReportName',
  'report.callback-url': 'CallbackUrl',
};

/** Where a refusal belongs: to the field it names, else to the one its rule is about. Null for none. */
export function fieldOf({ rule, message }: Failure, form: ReportForm): FieldName | null {
  // The fields of a form are its keys.
  const names = Object.keys(form) as FieldName[];
  const named = names.find((name) => new RegExp(`\\b${name}\\b`).test(message));
  return named ?? (rule === null ? null : (FIELD_OF_RULE[rule] ?? null));
}
