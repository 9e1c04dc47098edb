import { refuse } from '../errors/api-errors.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';
import type { OperationContext } from './operation.ts';

/** The report a path names. @throws ApiError `list.no-match` when there is none. */
export function findReport(reportId: string, { sandbox, surface }: OperationContext): ScheduledReport {
  const scheduled = sandbox.records.report(surface.name, reportId);
  if (scheduled === null) throw refuse('list.no-match');
  return scheduled;
}
