import type { CallbackClient } from '../callbacks/callback-client.ts';
import { Dispatcher } from '../callbacks/dispatcher.ts';
import { Clock, LATEST } from '../clock/clock.ts';
import type { WallClock } from '../clock/wall-clock.ts';
import { refuse } from '../errors/api-errors.ts';
import type { DataSource } from '../data/table.ts';
import type { Logger } from '../logging/logger.ts';
import type { SandboxOptions } from '../options/normalized-options.ts';
import { executionIdOf, type CompletedExecution } from '../schedule/execution.ts';
import type { Report } from '../schedule/report.ts';
import { Scheduler, type ScheduledReport } from '../schedule/scheduler.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import { RecordStore } from './record-store.ts';

/** What the sandboxes of one emulator share: nothing that one could notice of another. */
export interface Surroundings {
  readonly wall: WallClock;
  readonly callbackClient: CallbackClient;
  /** The world of a seed and size: immutable, so that sandboxes may share it. */
  readonly worldOf: (seed: number, customers: number) => DataSource;
  /** Tells the own rows in these worlds from others; null when there are none. */
  readonly ownRows: string | null;
  readonly logger: Logger;
  /** Signs links to files. Random, so that nobody can make one from what is public. */
  readonly linkSecret: Uint8Array;
}

/** What happened while time passed. */
export interface Advance {
  readonly from: number;
  readonly to: number;
  readonly transitions: number;
  readonly completed: number;
  readonly callbacks: { readonly delivered: number; readonly failed: number };
}

const MOST_TRANSITIONS = 50_000_000;
const MOST_EXECUTIONS = 1_000_000;

/** One isolated world: a clock, its records, and what falls due for them. */
export class Sandbox {
  readonly name: string;
  readonly options: SandboxOptions;
  /** Real time at its making: where its clock starts unless the options say. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly records = new RecordStore();
  readonly identifiers: Identifiers;
  readonly scheduler: Scheduler;
  readonly callbacks: Dispatcher;
  readonly #surroundings: Surroundings;

  constructor(name: string, options: SandboxOptions, startedAt: number, surroundings: Surroundings) {
    this.name = name;
    this.options = options;
    this.startedAt = startedAt;
    this.#surroundings = surroundings;
    this.identifiers = createIdentifiers(options.seed);
    this.clock = new Clock(
      { ...options.clock, now: options.clock.now ?? startedAt },
      surroundings.wall,
      (error) => surroundings.logger.error(`sandbox ${name}: something due failed`, { error }),
    );
    this.callbacks = new Dispatcher({
      clock: this.clock,
      client: surroundings.callbackClient,
      retry: options.callbackRetry,
      timeoutMs: options.callbackTimeoutMs,
      sandbox: name,
    });
    this.scheduler = new Scheduler(this.clock, options, (report, execution) =>
      this.#announce(report, execution),
    );
  }

  /** Whether nothing has been created in it that a change of its time could contradict. */
  get isEmpty(): boolean {
    return this.records.queryCount === 0 && this.records.reportCount === 0;
  }

  get linkSecret(): Uint8Array {
    return this.#surroundings.linkSecret;
  }

  /** Names its data: what has the same name has the same rows. */
  get world(): string {
    const { seed, customers } = this.options;
    const { ownRows } = this.#surroundings;
    return ownRows === null ? `${seed}/${customers}` : `${seed}/${customers}/${ownRows}`;
  }

  data(): DataSource {
    return this.#surroundings.worldOf(this.options.seed, this.options.customers);
  }

  /**
   * Lets the time until `to` pass; answers when everything due on the way has happened and its callbacks have settled.
   * Null when the sandbox was reset or removed meanwhile.
   * @throws ApiError `bound.reached` when too much would happen; then nothing has.
   */
  async advanceTo(to: number): Promise<Advance | null> {
    this.scheduler.forgetExpired(this.records.everyReport());
    this.#requireWithinBounds(to);
    const from = this.clock.now();
    const { transitions, completed } = this.scheduler.counts;
    const { delivered, failed } = this.callbacks.settled;
    this.callbacks.beginAdvance();
    if (!(await this.clock.advanceTo(to))) return null;
    const callbacks = this.callbacks.settled;
    return {
      from,
      to,
      transitions: this.scheduler.counts.transitions - transitions,
      completed: this.scheduler.counts.completed - completed,
      callbacks: { delivered: callbacks.delivered - delivered, failed: callbacks.failed - failed },
    };
  }

  /** Moves an onPoll clock to what happens next for these reports; nothing while an advance runs, or when nothing is to come. */
  moveToNextTransition(reports: readonly ScheduledReport[]): void {
    if (this.clock.mode !== 'onPoll' || this.clock.advancing) return;
    const next = Math.min(...reports.map((scheduled) => this.scheduler.nextTransitionAt(scheduled)));
    if (next <= LATEST) void this.clock.moveTo(Math.max(next, this.clock.now()));
  }

  stop(): void {
    this.clock.stop();
    this.callbacks.stop();
  }

  #requireWithinBounds(to: number): void {
    const { transitions, executions } = this.scheduler.forecast(this.records.everyReport(), to);
    if (transitions > MOST_TRANSITIONS) {
      throw refuse(
        'bound.reached',
        `one advance runs at most ${MOST_TRANSITIONS} transitions: take it in steps`,
      );
    }
    if (executions > MOST_EXECUTIONS) {
      throw refuse('bound.reached', `a sandbox keeps at most ${MOST_EXECUTIONS} executions`);
    }
  }

  #announce(report: Report, execution: CompletedExecution): void {
    const { callback } = execution.settings;
    if (callback === null) return;
    this.callbacks.deliver({
      reportId: report.reportId,
      reportNumber: report.number,
      executionId: executionIdOf(report.reportId, execution),
      executionNumber: execution.number,
      ...callback,
    });
  }
}
