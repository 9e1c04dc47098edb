import { refuse } from '../errors/api-errors.ts';
import { MINUTE } from '../primitives/instant.ts';
import { isExecuteNow } from '../schedule/report.ts';
import { MOST_QUERIES, MOST_REPORTS } from '../sandbox/bounds.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Surface } from '../surfaces/surface.ts';

// Bounds of the emulator are told as 429, and never met by throwing something away.

export function requireRoomForQuery(sandbox: Sandbox, surface: Surface): void {
  if (sandbox.options.quotas) {
    const own = [...sandbox.records.queries(surface.name)].length;
    if (own >= surface.limits.queries)
      throw refuse('quota.queries', `the limit is ${surface.limits.queries}`);
  }
  if (sandbox.records.queryCount >= MOST_QUERIES) {
    throw refuse('bound.reached', `a sandbox holds at most ${MOST_QUERIES} queries`);
  }
}

export function requireRoomForReport(sandbox: Sandbox, surface: Surface, executeNow: boolean): void {
  if (sandbox.options.quotas) {
    if (executeNow) requireExecuteNowQuota(sandbox, surface);
    requireActiveQuota(sandbox, surface);
  }
  if (sandbox.records.reportCount >= MOST_REPORTS) {
    throw refuse('bound.reached', `a sandbox holds at most ${MOST_REPORTS} reports`);
  }
}

export function requireActiveQuota(sandbox: Sandbox, surface: Surface): void {
  let active = 0;
  for (const { report } of sandbox.records.reports(surface.name)) if (report.status === 'Active') active++;
  if (active >= surface.limits.activeReports) throw refuse('quota.active-reports');
}

function requireExecuteNowQuota(sandbox: Sandbox, surface: Surface): void {
  const since = sandbox.clock.now() - surface.limits.executeNowMinutes * MINUTE;
  let recent = 0;
  for (const { report } of sandbox.records.reports(surface.name)) {
    if (isExecuteNow(report) && report.createdAt > since) recent++;
  }
  if (recent >= surface.limits.executeNowReports) throw refuse('quota.execute-now');
}
