import { operationInputs, type ValueOf } from '../generated/request-inputs.ts';
import { requireRole } from '../identity/access.ts';
import { requireScheduled } from '../schedule/report-life.ts';
import type { Report, ReportSettings } from '../schedule/report.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { requireActiveQuota } from './bounds.ts';
import { findReport } from './find-report.ts';
import { readBodyInput } from './input/read-input.ts';
import { readCallback, readFormat, readStartTime } from './input/read-report-settings.ts';
import type { Operation } from './operation.ts';
import { presentReport } from './present/present-report.ts';
import { storyHint } from './story-hint.ts';

type ReportUpdate = ValueOf<'UpdateReport', 'body'>;

/** What is left out keeps its value. QueryId, ExecuteNow and the query's period are not on the update page and are ignored. */
export const updateReport: Operation = ({ pathId, body }, context) => {
  const { sandbox, surface, caller } = context;
  const input = readBodyInput(operationInputs.UpdateReport.body, body);
  const startAt = readStartTime(input.StartTime, sandbox);
  const callback = readCallback(input.CallbackUrl, input.CallbackMethod);
  const scheduled = findReport(pathId, context);
  const settings = updatedSettings(scheduled.report, input, startAt, callback);
  requireRole(caller);
  requireRoomToBecomeActive(scheduled.report, sandbox, surface);
  sandbox.scheduler.update(scheduled, settings);
  return {
    value: [presentReport(scheduled.report)],
    message: 'Report updated successfully',
    ...storyHint(scheduled.report, sandbox),
  };
};

function updatedSettings(
  report: Report,
  input: ReportUpdate,
  startAt: number,
  callback: ReportSettings['callback'],
): ReportSettings {
  const before = report.settings;
  const recurrence = requireScheduled(report, 'updated');
  const kept = before.callback && {
    ...before.callback,
    method: input.CallbackMethod ?? before.callback.method,
  };
  const replaced = callback && {
    ...callback,
    method: input.CallbackMethod ?? before.callback?.method ?? 'POST',
  };
  return {
    reportName: input.ReportName,
    description: input.Description ?? before.description,
    format: input.Format === undefined ? before.format : readFormat(input.Format),
    callback: replaced ?? kept,
    recurrence: {
      startAt,
      intervalHours: input.RecurrenceInterval ?? recurrence.intervalHours,
      count: input.RecurrenceCount ?? recurrence.count,
    },
  };
}

function requireRoomToBecomeActive(
  report: Report,
  sandbox: Sandbox,
  surface: Parameters<typeof requireActiveQuota>[1],
): void {
  if (sandbox.options.quotas && report.status === 'Inactive') requireActiveQuota(sandbox, surface);
}
