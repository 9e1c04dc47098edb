import { ControlError } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import { formatInstant } from '../primitives/instant.ts';
import { executionIdOf } from '../schedule/execution.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { requireNoBody } from './read-control-body.ts';

export type ExtraExecution = components['schemas']['ExtraExecution'];

export const runReport: Control = ({ parameter, body }, { sandbox }) => {
  requireNoBody(body);
  return { body: runOnceMore(sandbox, parameter) };
};

/** One execution beside the schedule: for a demo that can't wait until night. */
export function runOnceMore(sandbox: Sandbox, reportId: string): ExtraExecution {
  const scheduled = requireReport(sandbox, reportId);
  const execution = sandbox.runOnceMore(scheduled);
  return {
    executionId: executionIdOf(scheduled.report.reportId, execution),
    reportId: scheduled.report.reportId,
    executionStatus: 'Pending',
    dueTime: formatInstant(execution.dueAt),
  };
}

/** Of any surface. @throws ControlError */
export function requireReport(sandbox: Sandbox, reportId: string): ScheduledReport {
  const scheduled = sandbox.records.reportOfAnySurface(reportId.trim().toLowerCase());
  if (scheduled !== null) return scheduled;
  throw new ControlError('NotFound', `Sandbox '${sandbox.name}' has no report '${reportId.slice(0, 100)}'`);
}
