import { refuse } from '../errors/api-errors.ts';
import { operationInputs, type ValueOf } from '../generated/request-inputs.ts';
import { requireRole, seesRedacted } from '../identity/access.ts';
import type { Recurrence } from '../schedule/recurrence.ts';
import type { QueryWindow } from '../query/query.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { requireRoomForReport } from './bounds.ts';
import { findQueryText } from './find-query.ts';
import { readBodyInput } from './input/read-input.ts';
import { readCallback, readFormat, readStartTime } from './input/read-report-settings.ts';
import { readTimestamp } from './input/read-timestamp.ts';
import type { Operation } from './operation.ts';
import { presentReport } from './present/present-report.ts';
import { storyHint } from './story-hint.ts';

type ReportCreation = ValueOf<'CreateReport', 'body'>;

export const createReport: Operation = ({ body }, context) => {
  const { sandbox, surface, caller } = context;
  const input = readBodyInput(operationInputs.CreateReport.body, body);
  const executeNow = input.ExecuteNow ?? false;
  const recurrence = executeNow ? null : readRecurrence(input, sandbox);
  const window = readWindow(input, executeNow);
  const settings = {
    reportName: input.ReportName,
    description: input.Description ?? null,
    format: readFormat(input.Format ?? 'CSV'),
    callback: readCallback(input.CallbackUrl, input.CallbackMethod),
    recurrence,
  };
  const query = findQueryText(input.QueryId, context);
  requireRole(caller);
  requireRoomForReport(sandbox, surface, executeNow);
  const number = sandbox.records.nextReportNumber;
  const scheduled = sandbox.scheduler.begin({
    reportId: sandbox.identifiers.report(number),
    number,
    surface: surface.name,
    queryId: input.QueryId.toLowerCase(),
    query,
    window,
    user: caller.user,
    redacted: seesRedacted(caller),
    createdAt: sandbox.clock.now(),
    modifiedAt: null,
    settings,
    status: 'Active',
  });
  sandbox.records.addReport(scheduled);
  return {
    value: [presentReport(scheduled.report)],
    message: 'Report created successfully',
    ...storyHint(scheduled.report, sandbox),
  };
};

function readRecurrence(input: ReportCreation, sandbox: Sandbox): Recurrence {
  // The validator has both unless ExecuteNow; the types can't say so.
  if (input.StartTime === undefined || input.RecurrenceInterval === undefined) throw refuse('value.missing');
  return {
    startAt: readStartTime(input.StartTime, sandbox),
    intervalHours: input.RecurrenceInterval,
    count: input.RecurrenceCount ?? null,
  };
}

/** A scheduled report would fetch the same period for ever, so the two are ignored there; malformed ones are refused all the same. */
function readWindow(input: ReportCreation, executeNow: boolean): QueryWindow | null {
  const fromAt = readMoment(input.QueryStartTime);
  const toAt = readMoment(input.QueryEndTime);
  if (!executeNow || (fromAt === null && toAt === null)) return null;
  if (fromAt !== null && toAt !== null && toAt < fromAt) {
    throw refuse('report.window', 'QueryEndTime is before QueryStartTime');
  }
  return { fromAt, toAt };
}

function readMoment(text: string | undefined): number | null {
  return text === undefined ? null : readTimestamp(text, 'report.malformed-date');
}
