import { refuse } from '../errors/api-errors.ts';
import { operationInputs } from '../generated/request-inputs.ts';
import { requireRole } from '../identity/access.ts';
import {
  EXECUTION_STATUSES,
  executionIdOf,
  type Execution,
  type ExecutionStatus,
} from '../schedule/execution.ts';
import { isRetained } from '../schedule/retention.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';
import { readQueryInput } from './input/read-input.ts';
import type { Operation, OperationContext } from './operation.ts';
import { presentExecution } from './present/present-execution.ts';
import { signReportLink } from './present/report-link.ts';
import { throttle } from './throttle.ts';

interface Found {
  readonly scheduled: ScheduledReport;
  readonly execution: Execution;
}

export const getReportExecutions: Operation = ({ pathId, search }, context) => {
  const input = readQueryInput(operationInputs.GetReportExecutions.query, search);
  const statuses = readStatuses(input.executionStatus);
  const reports = namedReports(pathId, context);
  requireRole(context.caller);

  const anyStatus = statuses === null && context.sandbox.options.executionDefault === 'any';
  const wanted = anyStatus ? EXECUTION_STATUSES : (statuses ?? ['Completed']);
  const executionIds = readIds(input.executionId);
  const matching = reports.map((scheduled) => matchingExecutions(scheduled, wanted, executionIds, context));
  const found =
    (input.getLatestExecution ?? true)
      ? matching.flatMap((executions) =>
          latestOf(executions, anyStatus ? context.sandbox.clock.now() : Infinity),
        )
      : matching.flat().sort(newestFirst);

  movesOnPoll(found, reports, context);
  if (found.length === 0) {
    const isForStatus = statuses === null && !anyStatus;
    const others = isForStatus
      ? reports.flatMap((one) => matchingExecutions(one, EXECUTION_STATUSES, executionIds, context))
      : [];
    const refusal = refuse('execution.none');
    throw others.length === 0 ? refusal : refusal.hinting(ANY_STATUS);
  }
  return { value: found.map((one) => present(one, context)), message: null };
};

const ANY_STATUS =
  "executionDefault: 'any' (--execution-default any) answers with executions of any status when none is asked for";

/** Null when none is asked for. @throws ApiError for one the service does not know. */
function readStatuses(text: string | undefined): readonly ExecutionStatus[] | null {
  const names = splitList(text);
  if (names.length === 0) return null;
  return names.map((name) => {
    const status = EXECUTION_STATUSES.find((known) => known.toLowerCase() === name.toLowerCase());
    if (status === undefined) {
      throw refuse(
        'report.enum',
        `executionStatus takes ${EXECUTION_STATUSES.join(', ')}`,
        name.slice(0, 100),
      );
    }
    return status;
  });
}

function readIds(text: string | undefined): ReadonlySet<string> | null {
  const ids = splitList(text);
  return ids.length === 0 ? null : new Set(ids.map((id) => id.toLowerCase()));
}

function splitList(text = ''): string[] {
  return text.split(';').flatMap((part) => part.trim() || []);
}

/** Of several report ids the known ones answer, each once. */
function namedReports(pathId: string, context: OperationContext): readonly ScheduledReport[] {
  const { sandbox, surface } = context;
  const ids = new Set(splitList(pathId));
  const reports = [...ids].flatMap((id) => sandbox.records.report(surface.name, id) ?? []);
  if (reports.length === 0) throw refuse('list.no-match');
  throttle(context, reports);
  return reports;
}

function matchingExecutions(
  scheduled: ScheduledReport,
  statuses: readonly ExecutionStatus[],
  executionIds: ReadonlySet<string> | null,
  { sandbox }: OperationContext,
): Found[] {
  const found: Found[] = [];
  const now = sandbox.clock.now();
  const consider = (execution: Execution): void => {
    if (!statuses.includes(execution.status)) return;
    if (execution.status === 'Completed' && !isRetained(execution, now)) return;
    if (executionIds?.has(executionIdOf(scheduled.report.reportId, execution)) === false) return;
    found.push({ scheduled, execution });
  };
  for (const execution of scheduled.completed) consider(execution);
  for (const execution of scheduled.running) consider(execution);
  for (const execution of scheduled.extra) consider(execution);
  if (scheduled.waiting !== null) consider(scheduled.waiting);
  return found;
}

/** By due moment. With a limit: the latest that is due by then, else of what is still to come. */
function latestOf(executions: readonly Found[], dueBy: number): Found[] {
  const due = executions.filter(({ execution }) => execution.dueAt <= dueBy);
  const latest = (due.length > 0 ? due : executions).reduce<Found | null>(
    (best, one) => (best !== null && newestFirst(best, one) < 0 ? best : one),
    null,
  );
  return latest === null ? [] : [latest];
}

function newestFirst(a: Found, b: Found): number {
  return (
    b.execution.dueAt - a.execution.dueAt ||
    b.scheduled.report.number - a.scheduled.report.number ||
    b.execution.number - a.execution.number
  );
}

/** On an onPoll clock a poll that finds nothing completed makes the next thing happen, after its answer. */
function movesOnPoll(
  found: readonly Found[],
  reports: readonly ScheduledReport[],
  context: OperationContext,
): void {
  if (found.some(({ execution }) => execution.status === 'Completed')) return;
  context.afterAnswer(() => context.sandbox.moveToNextTransition(reports));
}

function present({ scheduled, execution }: Found, context: OperationContext): unknown {
  const { report } = scheduled;
  const link = execution.status === 'Completed' ? signReportLink(report, execution, context) : null;
  return presentExecution(report, execution, link, context.sandbox.options.reportLocation);
}
