import type { CallbackDelivery } from './control/callbacks.ts';
import { describeDelivery } from './control/callbacks.ts';
import { requireReport } from './control/run-report.ts';
import type { components } from './generated/api-types.ts';
import { presentExecution } from './operations/present/present-execution.ts';
import { signReportLink } from './operations/present/report-link.ts';
import type { Duration } from './options/emulator-options.ts';
import { parseDuration } from './primitives/duration.ts';
import { DAY, formatInstant, SECOND } from './primitives/instant.ts';
import { executionIdOf, type Execution, type ExecutionStatus } from './schedule/execution.ts';
import type { ScheduledReport } from './schedule/scheduler.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** An execution as the service shows it. */
export type ReportExecution = components['schemas']['Execution'];

export interface WaitOptions {
  /**
   * How much time of the sandbox may pass at most.
   * @default 'P366D'
   */
  within?: Duration;
  /**
   * How long to wait in real time, where time has to pass by itself.
   * @default 30
   */
  timeout?: Duration;
}

export interface ExecutionWaitOptions extends WaitOptions {
  /** One execution; else the latest of the report that has the status. */
  executionId?: string;
}

/** Waits until an execution of the report has the status. A clock that stands is advanced; a running one is followed. */
export async function waitForExecution(
  sandboxNow: () => Sandbox,
  reportId: string,
  status: ExecutionStatus,
  { executionId, ...options }: ExecutionWaitOptions,
  linkOrigin: string,
): Promise<ReportExecution> {
  const { sandbox, scheduled, execution } = await waitFor(sandboxNow, options, {
    what: `no execution of report ${reportId} is ${status}`,
    look(sandbox) {
      const scheduled = requireReport(sandbox, reportId);
      const execution = latestWith(scheduled, status, executionId?.trim().toLowerCase());
      return execution === null ? null : { sandbox, scheduled, execution };
    },
    nextAt: (sandbox) => sandbox.scheduler.nextTransitionAt(requireReport(sandbox, reportId)),
  });
  const { report } = scheduled;
  const context = { sandbox, linkOrigin: () => linkOrigin, linksExpire: false };
  const link = execution.status === 'Completed' ? signReportLink(report, execution, context) : null;
  return presentExecution(report, execution, link, sandbox.options.reportLocation);
}

/**
 * Waits until the report's newest callback has been delivered.
 * @throws when it failed for good.
 */
export function waitForCallback(
  sandboxNow: () => Sandbox,
  reportId: string,
  options: WaitOptions,
): Promise<CallbackDelivery> {
  const newest = (sandbox: Sandbox) =>
    sandbox.callbacks.deliveries().findLast((one) => one.reportId === reportId.trim().toLowerCase());
  return waitFor(sandboxNow, options, {
    what: `no callback of report ${reportId} has been delivered`,
    look(sandbox) {
      const delivery = newest(sandbox);
      if (delivery === undefined || delivery.state === 'inFlight' || delivery.state === 'retrying')
        return null;
      if (delivery.state === 'delivered') return describeDelivery(delivery);
      const why = delivery.attempts.at(-1);
      throw new Error(
        `The callback of report ${reportId} was ${delivery.state}: ${why?.error ?? why?.status ?? ''}`,
      );
    },
    nextAt(sandbox) {
      const delivery = newest(sandbox);
      if (delivery?.state === 'inFlight') return null;
      return delivery?.nextAttemptAt ?? sandbox.scheduler.nextTransitionAt(requireReport(sandbox, reportId));
    },
  });
}

interface Wait<T> {
  /** Says what has not come about. */
  readonly what: string;
  /** Null: not yet. */
  look(sandbox: Sandbox): T | null;
  /** When it may come about next; Infinity for never, null for something that is under way. */
  nextAt(sandbox: Sandbox): number | null;
}

async function waitFor<T>(
  sandboxNow: () => Sandbox,
  { within = (366 * DAY) / SECOND, timeout = 30 }: WaitOptions,
  wait: Wait<T>,
): Promise<T> {
  const latest = sandboxNow().clock.now() + msOf('within', within);
  const timer = startTimer(sandboxNow(), msOf('timeout', timeout));
  try {
    for (;;) {
      const sandbox = sandboxNow();
      sandbox.clock.catchUp();
      const found = wait.look(sandbox);
      if (found !== null) return found;
      if (timer.isOver) throw new Error(`After ${String(timeout)} ${wait.what}`);
      const next = wait.nextAt(sandbox);
      if (next !== null && next > latest) throw tooLate(sandbox, wait.what, next);
      if (next === null || sandbox.clock.mode === 'running' || sandbox.clock.advancing) {
        await Promise.race([sandbox.happened.next(), timer.over]);
      } else {
        await sandbox.advanceTo(Math.max(next, sandbox.clock.now()));
      }
    }
  } finally {
    timer.cancel();
  }
}

function tooLate({ clock }: Sandbox, what: string, next: number): Error {
  const then = next === Infinity ? 'nothing more is to come' : `the next change is at ${formatInstant(next)}`;
  return new Error(`It is ${formatInstant(clock.now())}, ${what}, and ${then}`);
}

function startTimer({ wall }: Sandbox, ms: number) {
  const timer = { isOver: false, over: Promise.resolve(), cancel: () => {} };
  timer.over = new Promise((resolve) => {
    timer.cancel = wall.after(ms, () => {
      timer.isOver = true;
      resolve();
    });
  });
  return timer;
}

function msOf(name: string, duration: Duration): number {
  const ms = parseDuration(duration);
  if (ms !== null) return ms;
  throw new Error(`${name} must be seconds or an ISO 8601 duration such as PT4H`);
}

function latestWith(
  scheduled: ScheduledReport,
  status: ExecutionStatus,
  executionId: string | undefined,
): Execution | null {
  let latest: Execution | null = null;
  for (const one of executionsOf(scheduled)) {
    if (one.status !== status) continue;
    if (executionId !== undefined && executionIdOf(scheduled.report.reportId, one) !== executionId) continue;
    if (
      latest === null ||
      one.dueAt > latest.dueAt ||
      (one.dueAt === latest.dueAt && one.number > latest.number)
    )
      latest = one;
  }
  return latest;
}

function* executionsOf({ completed, running, extra, waiting }: ScheduledReport): Generator<Execution> {
  yield* completed;
  yield* running;
  yield* extra;
  if (waiting !== null) yield waiting;
}
