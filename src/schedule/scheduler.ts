import type { Clock } from '../clock/clock.ts';
import { DUE_TRANSITION, type Due } from '../clock/timeline.ts';
import { Fifo } from '../primitives/fifo.ts';
import type { CompletedExecution, RunningExecution, WaitingExecution } from './execution.ts';
import { forecast, type Forecast } from './forecast.ts';
import * as life from './report-life.ts';
import type { Change, ReportLife } from './report-life.ts';
import { isRetained } from './retention.ts';
import type { Report, ReportSettings } from './report.ts';

export interface Timing {
  /** How long a due execution stays Pending. */
  readonly queueTimeMs: number;
  /** How long it is Running. */
  readonly runTimeMs: number;
}

/** A report that is followed: its life as it stands, and what is due for it. */
export interface ScheduledReport extends ReportLife {
  report: Report;
  waiting: WaitingExecution | null;
  readonly running: Map<number, RunningExecution>;
  readonly completed: Fifo<CompletedExecution>;
  lastNumber: number;
  /** What stands on the timeline, by execution number. */
  readonly due: Map<number, Due>;
}

/** What the rest of the sandbox is told. */
export type OnCompleted = (report: Report, execution: CompletedExecution) => void;

/**
 * Puts the executions of a sandbox's reports on its timeline and carries out what falls due. Exact: every change happens at its
 * own moment, whatever the machine was doing. What a change *is* stands in report-life.ts.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #timing: Timing;
  readonly #onCompleted: OnCompleted;
  /** Changes of an execution's status so far, and how many of them were completions. */
  readonly counts = { transitions: 0, completed: 0 };

  constructor(clock: Clock, timing: Timing, onCompleted: OnCompleted) {
    this.#clock = clock;
    this.#timing = timing;
    this.#onCompleted = onCompleted;
  }

  begin(report: Report): ScheduledReport {
    const scheduled: ScheduledReport = {
      report,
      waiting: null,
      running: new Map(),
      completed: new Fifo(),
      lastNumber: 0,
      due: new Map(),
    };
    this.#apply(scheduled, life.begin(report));
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

  /** Forgets what is due: the report is being deleted. */
  end(scheduled: ScheduledReport): void {
    for (const number of [...scheduled.due.keys()]) this.#cancel(scheduled, number);
  }

  /** What these reports would do, at most, if time passed until `to`. */
  forecast(reports: Iterable<ScheduledReport>, to: number): Forecast {
    let [transitions, executions] = [0, 0];
    for (const scheduled of reports) {
      const one = forecast(scheduled, this.#timing.queueTimeMs, this.#clock.now(), to);
      transitions += one.transitions;
      executions += one.executions;
    }
    return { transitions, executions };
  }

  /** The moment of the report's next transition; Infinity when none is due. */
  nextTransitionAt(scheduled: ScheduledReport): number {
    let earliest = Infinity;
    for (const due of scheduled.due.values()) earliest = Math.min(earliest, due.dueAt);
    return earliest;
  }

  #apply(scheduled: ScheduledReport, change: Change): void {
    const before = scheduled.waiting;
    scheduled.report = change.report;
    scheduled.waiting = change.waiting;
    if (change.waiting !== before) this.#await(scheduled, before, change.waiting);
    if (change.started !== undefined) this.#run(scheduled, change.started);
    if (change.completed !== undefined) this.#keep(scheduled, change.completed);
  }

  #await(
    scheduled: ScheduledReport,
    before: WaitingExecution | null,
    waiting: WaitingExecution | null,
  ): void {
    if (before !== null) this.#cancel(scheduled, before.number);
    if (waiting === null) return;
    scheduled.lastNumber = Math.max(scheduled.lastNumber, waiting.number);
    if (waiting.status === 'Paused') return;
    this.#schedule(scheduled, waiting.number, 0, waiting.dueAt + this.#timing.queueTimeMs, () => {
      this.counts.transitions++;
      const dueBy = this.#clock.now() - this.#timing.queueTimeMs;
      this.#apply(scheduled, life.startRunning(scheduled, waiting, dueBy));
    });
  }

  #run(scheduled: ScheduledReport, execution: RunningExecution): void {
    scheduled.running.set(execution.number, execution);
    this.#schedule(scheduled, execution.number, 1, this.#clock.now() + this.#timing.runTimeMs, () => {
      this.counts.transitions++;
      this.#apply(scheduled, life.finish(scheduled, execution, this.#clock.now()));
    });
  }

  #keep(scheduled: ScheduledReport, execution: CompletedExecution): void {
    this.counts.completed++;
    scheduled.running.delete(execution.number);
    scheduled.completed.push(execution);
    const now = this.#clock.now();
    for (
      let oldest = scheduled.completed.first();
      oldest && !isRetained(oldest, now);
      oldest = scheduled.completed.first()
    ) {
      scheduled.completed.shift();
    }
    this.#onCompleted(scheduled.report, execution);
  }

  #schedule(scheduled: ScheduledReport, number: number, step: 0 | 1, dueAt: number, run: () => void): void {
    const due: Due = {
      dueAt,
      kind: DUE_TRANSITION,
      report: scheduled.report.number,
      step: number * 2 + step,
      run: () => {
        scheduled.due.delete(number);
        run();
      },
    };
    scheduled.due.set(number, due);
    this.#clock.timeline.add(due);
  }

  #cancel(scheduled: ScheduledReport, number: number): void {
    const due = scheduled.due.get(number);
    if (due === undefined) return;
    scheduled.due.delete(number);
    this.#clock.timeline.cancel(due);
  }
}
