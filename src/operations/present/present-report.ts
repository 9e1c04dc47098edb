import { formatInstant } from '../../primitives/instant.ts';
import type { Report } from '../../schedule/report.ts';
import type { components } from '../../generated/api-types.ts';

type WireReport = components['schemas']['Report'];

/** An ExecuteNow report has an interval of 0, since typed clients read an int, and starts when it was created. */
export function presentReport(report: Report): WireReport {
  const { reportName, description, format, callback, recurrence } = report.settings;
  return {
    reportId: report.reportId,
    reportName,
    description,
    queryId: report.queryId,
    query: report.query,
    user: report.user,
    createdTime: formatInstant(report.createdAt),
    modifiedTime: report.modifiedAt === null ? null : formatInstant(report.modifiedAt),
    executeNow: recurrence === null,
    startTime: formatInstant(recurrence?.startAt ?? report.createdAt),
    reportStatus: report.status,
    recurrenceInterval: recurrence?.intervalHours ?? 0,
    recurrenceCount: recurrence?.count ?? null,
    callbackUrl: callback?.url ?? null,
    callbackMethod: callback?.method ?? null,
    format,
  };
}
