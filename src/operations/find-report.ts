import { refuse } from '../errors/api-errors.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';
import type { OperationContext } from './operation.ts';
import { throttle } from './throttle.ts';

/** The report a path names. @throws ApiError `list.no-match` when there is none, and as its story has it. */
export function findReport(reportId: string, context: OperationContext): ScheduledReport {
  const { sandbox, surface } = context;
  const scheduled = sandbox.records.report(surface.name, reportId);
  if (scheduled === null) throw refuse('list.no-match');
  throttle(context, [scheduled]);
  return scheduled;
}
