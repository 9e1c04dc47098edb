import { formatInstant } from '../../primitives/instant.ts';
import { executionIdOf, type Execution } from '../../schedule/execution.ts';
import type { Report } from '../../schedule/report.ts';
import type { components } from '../../generated/api-types.ts';

type WireExecution = components['schemas']['Execution'];

export interface Link {
  readonly url: string;
  readonly expiresAt: number;
}

/** Callback fields are null in every published example, though the report has them. The link is null until there is a file. */
export function presentExecution(
  report: Report,
  execution: Execution,
  link: Link | null,
  repeatsLocation: boolean,
): WireExecution {
  const settings =
    execution.status === 'Running' || execution.status === 'Completed' ? execution.settings : report.settings;
  return {
    executionId: executionIdOf(report.reportId, execution),
    reportId: report.reportId,
    recurrenceInterval: settings.recurrence?.intervalHours ?? 0,
    recurrenceCount: settings.recurrence?.count ?? null,
    callbackUrl: null,
    callbackMethod: null,
    format: settings.format,
    executionStatus: execution.status,
    reportLocation: repeatsLocation ? (link?.url ?? null) : null,
    reportAccessSecureLink: link?.url ?? null,
    reportExpiryTime: link === null ? null : formatInstant(link.expiresAt),
    reportGeneratedTime: execution.status === 'Completed' ? formatInstant(execution.completedAt) : null,
  };
}
