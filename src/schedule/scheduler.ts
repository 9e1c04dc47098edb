import type { Clock } from '../clock/clock.ts';
import { DUE_TRANSITION, type Due } from '../clock/timeline.ts';
import { Fifo } from '../primitives/fifo.ts';
import type { CompletedExecution, Execution, RunningExecution, WaitingExecution } from './execution.ts';
import { forecast, type Forecast } from './forecast.ts';
import * as life from './report-life.ts';
import type { Change, ReportLife } from './report-life.ts';
import type { RestoredReport } from './restore-report.ts';
import { dropExpired } from './retention.ts';
import type { Report, ReportSettings } from './report.ts';

export interface Timing {
  /** How long a due execution stays Pending. */
  readonly queueTimeMs: number;
}

/** A report that is followed: its life as it stands, and what is due for it. */
export interface ScheduledReport extends ReportLife {
  report: Report;
  waiting: WaitingExecution | null;
  extra: readonly WaitingExecution[];
  /** Few at a time, so that a list is quicker than a map. */
  readonly running: RunningExecution[];
  readonly completed: Fifo<CompletedExecution>;
  lastNumber: number;
  /** Calls about it so far, while its story throttles them. */
  throttledCalls: number;
  /** What stands on the timeline. */
  readonly due: Transition[];
}

/** What the rest of the sandbox is asked and told about each execution. */
export interface Course {
  /** How long one that begins now is Running; Infinity: for ever. */
  runTimeMs(report: Report, execution: RunningExecution): number;
  /** Whether executions of the report may never complete. */
  mayStayRunning(report: Report): boolean;
  onStarted(report: Report, execution: RunningExecution): void;
  onCompleted(report: Report, execution: CompletedExecution): void;
}

/** Whom the scheduler tells what it has changed, beyond those whose course it is. */
export interface ScheduleWatcher {
  onReport(before: Report, after: Report): void;
  /** One that has come to be, or has another status. */
  onExecution(report: Report, execution: Execution): void;
}

/**
 * Puts the executions of a sandbox's reports on its timeline and carries out what falls due. Exact: every change happens at its
 * own moment, whatever the machine was doing. What a change *is* stands in report-life.ts.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #timing: Timing;
  readonly #course: Course;
  /** Changes of an execution's status so far, and how many of them were completions. */
  readonly counts = { transitions: 0, completed: 0 };
  #kept = 0;
  #watcher: ScheduleWatcher | null = null;

  constructor(clock: Clock, timing: Timing, course: Course) {
    this.#clock = clock;
    this.#timing = timing;
    this.#course = course;
  }

  watch(watcher: ScheduleWatcher): void {
    this.#watcher = watcher;
  }

  /** How many completed executions there are. */
  get kept(): number {
    return this.#kept;
  }

  begin(report: Report): ScheduledReport {
    const scheduled: ScheduledReport = {
      report,
      waiting: null,
      extra: [],
      running: [],
      completed: new Fifo(),
      lastNumber: 0,
      throttledCalls: 0,
      due: [],
    };
    this.#apply(scheduled, life.begin(report));
    return scheduled;
  }

  /** Goes on with a report that was followed elsewhere: what is due for it is due at the same moments. */
  restore({ report, completed, endsAt, ...life }: RestoredReport): ScheduledReport {
    const scheduled: ScheduledReport = {
      ...life,
      report,
      running: [...life.running],
      completed: new Fifo(completed),
      due: [],
    };
    this.#kept += scheduled.completed.size;
    const { waiting, extra, running } = scheduled;
    for (const pending of [...(waiting?.status === 'Pending' ? [waiting] : []), ...extra]) {
      this.#schedule(scheduled, pending, pending.dueAt + this.#timing.queueTimeMs);
    }
    for (const execution of running) {
      const end = endsAt.get(execution.number);
      if (end !== undefined) this.#schedule(scheduled, execution, end);
    }
    return scheduled;
  }

  pause(scheduled: ScheduledReport): void {
    this.#apply(scheduled, life.pause(scheduled));
  }

  resume(scheduled: ScheduledReport): void {
    this.#apply(scheduled, life.resume(scheduled, this.#clock.now()));
  }

  update(scheduled: ScheduledReport, settings: ReportSettings): void {
    this.#apply(scheduled, life.update(scheduled, settings, this.#clock.now()));
  }

  /** The answer is the execution that is now due. */
  runOnceMore(scheduled: ScheduledReport): WaitingExecution {
    const change = life.runOnceMore(scheduled, this.#clock.now());
    this.#apply(scheduled, change);
    return change.more;
  }

  /** Forgets what is due: the report is being deleted. */
  end(scheduled: ScheduledReport): void {
    for (const due of scheduled.due.splice(0)) this.#clock.timeline.cancel(due);
    this.#kept -= scheduled.completed.size;
  }

  /** Lets go of executions that were due more than 90 days ago, also of reports that run no more. */
  forgetExpired(reports: Iterable<ScheduledReport>): void {
    for (const { completed } of reports) this.#kept -= dropExpired(completed, this.#clock.now());
  }

  /** What these reports would do, at most, if time passed until `to`. */
  forecast(reports: Iterable<ScheduledReport>, to: number): Forecast {
    let [transitions, executions] = [0, 0];
    for (const scheduled of reports) {
      const one = forecast(scheduled, {
        queueTimeMs: this.#timing.queueTimeMs,
        mayStayRunning: this.#course.mayStayRunning(scheduled.report),
        from: this.#clock.now(),
        to,
      });
      transitions += one.transitions;
      executions += one.executions;
    }
    return { transitions, executions };
  }

  /** The moment of the report's next transition; Infinity when none is due. */
  nextTransitionAt(scheduled: ScheduledReport): number {
    let earliest = Infinity;
    for (const due of scheduled.due) earliest = Math.min(earliest, due.dueAt);
    return earliest;
  }

  #apply(scheduled: ScheduledReport, change: Change): void {
    const { report, waiting: before } = scheduled;
    scheduled.report = change.report;
    if (change.report !== report) this.#watcher?.onReport(report, change.report);
    scheduled.waiting = change.waiting;
    if (change.waiting !== before) this.#await(scheduled, before, change.waiting);
    if (change.extra !== undefined) this.#awaitExtra(scheduled, change.extra);
    if (change.started !== undefined) this.#run(scheduled, change.started);
    if (change.completed !== undefined) this.#keep(scheduled, change.completed);
  }

  #await(
    scheduled: ScheduledReport,
    before: WaitingExecution | null,
    waiting: WaitingExecution | null,
  ): void {
    if (before !== null) this.#cancel(scheduled, before);
    if (waiting === null) return;
    scheduled.lastNumber = Math.max(scheduled.lastNumber, waiting.number);
    this.#watcher?.onExecution(scheduled.report, waiting);
    if (waiting.status === 'Pending') {
      this.#schedule(scheduled, waiting, waiting.dueAt + this.#timing.queueTimeMs);
    }
  }

  #awaitExtra(scheduled: ScheduledReport, extra: readonly WaitingExecution[]): void {
    const before = scheduled.extra;
    scheduled.extra = extra;
    for (const execution of extra) {
      if (before.includes(execution)) continue;
      scheduled.lastNumber = execution.number;
      this.#watcher?.onExecution(scheduled.report, execution);
      this.#schedule(scheduled, execution, execution.dueAt + this.#timing.queueTimeMs);
    }
  }

  #run(scheduled: ScheduledReport, execution: RunningExecution): void {
    scheduled.running.push(execution);
    this.#watcher?.onExecution(scheduled.report, execution);
    const runTimeMs = this.#course.runTimeMs(scheduled.report, execution);
    if (runTimeMs < Infinity) this.#schedule(scheduled, execution, this.#clock.now() + runTimeMs);
    this.#course.onStarted(scheduled.report, execution);
  }

  #keep(scheduled: ScheduledReport, execution: CompletedExecution): void {
    this.counts.completed++;
    scheduled.completed.push(execution);
    this.#watcher?.onExecution(scheduled.report, execution);
    this.#kept += 1 - dropExpired(scheduled.completed, this.#clock.now());
    this.#course.onCompleted(scheduled.report, execution);
  }

  #schedule(scheduled: ScheduledReport, execution: WaitingExecution | RunningExecution, dueAt: number): void {
    const due = new Transition(dueAt, scheduled, execution, this.#carryOut);
    scheduled.due.push(due);
    this.#clock.timeline.add(due);
  }

  readonly #carryOut = (due: Transition): void => {
    this.counts.transitions++;
    const { scheduled, execution } = due;
    remove(scheduled.due, due);
    const now = this.#clock.now();
    if (execution.status === 'Running') {
      const change = life.finish(scheduled, execution, now);
      remove(scheduled.running, execution);
      this.#apply(scheduled, change);
    } else this.#apply(scheduled, life.startRunning(scheduled, execution, now - this.#timing.queueTimeMs));
  };

  #cancel(scheduled: ScheduledReport, execution: WaitingExecution): void {
    const due = scheduled.due.find((one) => one.execution === execution);
    if (due === undefined) return;
    remove(scheduled.due, due);
    this.#clock.timeline.cancel(due);
  }
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** The next change of an execution's status. A virtual year has millions of them, and an object is cheaper than closures. */
class Transition implements Due {
  readonly kind = DUE_TRANSITION;
  readonly dueAt: number;
  readonly report: number;
  readonly step: number;
  readonly scheduled: ScheduledReport;
  readonly execution: WaitingExecution | RunningExecution;
  readonly #carryOut: (due: Transition) => void;

  constructor(
    dueAt: number,
    scheduled: ScheduledReport,
    execution: WaitingExecution | RunningExecution,
    carryOut: (due: Transition) => void,
  ) {
    this.dueAt = dueAt;
    this.report = scheduled.report.number;
    this.step = execution.number * 2 + (execution.status === 'Running' ? 1 : 0);
    this.scheduled = scheduled;
    this.execution = execution;
    this.#carryOut = carryOut;
  }

  run(): void {
    this.#carryOut(this);
  }
}
