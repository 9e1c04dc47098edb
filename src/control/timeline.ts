import type { Delivery } from '../callbacks/delivery.ts';
import type { components } from '../generated/api-types.ts';
import { DAY, formatInstant } from '../primitives/instant.ts';
import type { CompletedExecution } from '../schedule/execution.ts';
import { executionIdOf } from '../schedule/execution.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { readMoment } from './invalid-value.ts';
import { invalidParameter, readLimit, requireKnown } from './read-query.ts';

type TimelineReport = components['schemas']['TimelineReport'];
type DueMoment = components['schemas']['DueMoment'];

const USUAL_WINDOW_MS = 7 * DAY;
const USUAL_EXECUTIONS = 20_000;
const MOST_EXECUTIONS = 200_000;
const MOST_REPORTS = 10_000;
const NEXT_MOMENTS = 50;

/**
 * What a picture of the reports over time needs, in one answer: there may be a hundred thousand executions, so each is a list of a
 * few numbers, without its id.
 */
export const getTimeline: Control = ({ query }, { sandbox }) => {
  const { from, to, limit, reportIds } = readAsked(query, sandbox.clock.now());
  const all = [...wantedReports(sandbox, reportIds)];
  const reports = all.slice(0, MOST_REPORTS);
  // Each report gets its share, so that none is left without.
  const share = Math.max(1, Math.floor(limit / Math.max(1, reports.length)));
  const drawn = reports.map((scheduled) => drawReport(scheduled, from, to, share));
  return {
    body: {
      now: sandbox.clock.now(),
      from,
      to,
      queueTimeMs: sandbox.options.queueTimeMs,
      reportCount: all.length,
      isCut: all.length > reports.length || drawn.some((one) => one.completed.length < one.completedCount),
      reports: drawn,
      next: nextMoments(sandbox, all),
    },
  };
};

function* wantedReports({ records }: Sandbox, ids: readonly string[] | null): Generator<ScheduledReport> {
  if (ids === null) yield* records.everyReport();
  for (const id of ids ?? []) {
    const found = records.reportOfAnySurface(id);
    if (found !== null) yield found;
  }
}

function drawReport(scheduled: ScheduledReport, from: number, to: number, share: number): TimelineReport {
  const { report, waiting, extra, running, due } = scheduled;
  const { recurrence, reportName } = report.settings;
  const inWindow: CompletedExecution[] = [];
  for (const one of scheduled.completed) if (one.dueAt <= to && one.completedAt >= from) inWindow.push(one);
  return {
    reportId: report.reportId,
    name: reportName,
    status: report.status,
    startAt: recurrence?.startAt ?? null,
    intervalHours: recurrence?.intervalHours ?? null,
    nextDueAt: waiting?.status === 'Pending' ? waiting.dueAt : null,
    completedCount: inWindow.length,
    completed: inWindow.slice(-share).map(({ number, dueAt, completedAt }) => [number, dueAt, completedAt]),
    running: running.map((one) => {
      const endAt = due.find(({ execution }) => execution === one)?.dueAt ?? null;
      return [one.number, one.dueAt, endAt];
    }),
    pending: [...(waiting?.status === 'Pending' ? [waiting] : []), ...extra].map(({ number, dueAt }) => [
      number,
      dueAt,
    ]),
    paused: waiting?.status === 'Paused' ? [[waiting.number, waiting.dueAt]] : [],
  };
}

/** What happens next by itself, earliest first. */
function nextMoments({ callbacks }: Sandbox, reports: readonly ScheduledReport[]): readonly DueMoment[] {
  const moments = reports.flatMap(({ report, due }) =>
    due.map(({ dueAt, execution }) => ({ at: dueAt, report, execution })),
  );
  const changes = moments
    .sort(
      (a, b) => a.at - b.at || a.report.number - b.report.number || a.execution.number - b.execution.number,
    )
    .slice(0, NEXT_MOMENTS)
    .map(({ at, report: { reportId }, execution }) => ({
      at,
      kind: execution.status === 'Running' ? ('completes' as const) : ('runs' as const),
      reportId,
      executionId: executionIdOf(reportId, execution),
    }));
  const wanted = new Set(reports.map(({ report }) => report.reportId));
  const calls = callbacks
    .deliveries()
    .flatMap((delivery) => (wanted.has(delivery.reportId) ? callOf(delivery) : []));
  // A stable sort: changes go before calls.
  return [...changes, ...calls].sort((a, b) => a.at - b.at).slice(0, NEXT_MOMENTS);
}

function callOf({ nextAttemptAt, reportId, executionId }: Delivery): readonly DueMoment[] {
  return nextAttemptAt === null ? [] : [{ at: nextAttemptAt, kind: 'callback', reportId, executionId }];
}

function readAsked(query: URLSearchParams, now: number) {
  requireKnown(query, ['from', 'to', 'limit', 'reportId']);
  const from = momentIn(query, 'from') ?? now - USUAL_WINDOW_MS;
  const to = momentIn(query, 'to') ?? Math.max(from, now + USUAL_WINDOW_MS);
  if (to < from) throw invalidParameter('to', `must not be before ${formatInstant(from)}`);
  const reportIds =
    query
      .get('reportId')
      ?.split(';')
      .map((id) => id.trim().toLowerCase()) ?? null;
  return {
    from,
    to,
    limit: readLimit(query.get('limit'), USUAL_EXECUTIONS, MOST_EXECUTIONS),
    reportIds: reportIds && [...new Set(reportIds)],
  };
}

function momentIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  return text === null ? null : readMoment(`?${name}`, text);
}

/** @throws ControlError for what is no such number. */
