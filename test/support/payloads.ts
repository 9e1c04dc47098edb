import type { Partner } from './partner.ts';

/** A query that any emulator can run. */
export const QUERY =
  'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LAST_MONTH';

/** A system query, so that a test needs no query of its own. */
export const SYSTEM_QUERY_ID = 'e65f3a4f-fb99-4319-97ff-59e57566a871';

/** The body of a scheduled report that is right at the start time of the tests. */
export function scheduled(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ReportName: 'Nightly',
    QueryId: SYSTEM_QUERY_ID,
    StartTime: '2026-01-16T00:00:00Z',
    RecurrenceInterval: 24,
    ...changes,
  };
}

export function executeNow(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ReportName: 'Once', QueryId: SYSTEM_QUERY_ID, ExecuteNow: true, ...changes };
}

/** Creates a report and answers with its id. */
export async function createReport(partner: Partner, body: unknown): Promise<string> {
  const answer = await partner.createReport(body);
  const [report] = answer.body.value;
  if (report === undefined) throw new Error(`Not created: ${answer.body.message}`);
  return report.reportId;
}
