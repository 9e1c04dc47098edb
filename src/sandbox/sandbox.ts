import type { CallbackClient } from '../callbacks/callback-client.ts';
import { Dispatcher } from '../callbacks/dispatcher.ts';
import { Inbox } from '../callbacks/inbox.ts';
import { Clock } from '../clock/clock.ts';
import type { WallClock } from '../clock/wall-clock.ts';
import { refuse } from '../errors/api-errors.ts';
import type { RowsJob } from '../engine/jobs.ts';
import type { Excerpt } from '../engine/excerpt.ts';
import type { JsonRow } from '../engine/json-rows.ts';
import type { ReportEngine } from '../engine/report-engine.ts';
import type { FileRecipe } from '../files/report-file.ts';
import { FaultBook } from '../faults/fault-book.ts';
import { SignIns } from '../identity/sign-ins/sign-ins.ts';
import type { Logger } from '../logging/logger.ts';
import type { SandboxOptions } from '../options/normalized-options.ts';
import type { WaitingExecution } from '../schedule/execution.ts';
import type { ReportSettings } from '../schedule/report.ts';
import { LATEST } from '../primitives/instant.ts';
import type { Signal } from '../primitives/signal.ts';
import { Scheduler, type ScheduledReport } from '../schedule/scheduler.ts';
import { NO_STORY, readStory, type Story } from '../schedule/story.ts';
import { callbacksUnderFaults } from './callbacks-under-faults.ts';
import { MOST_EXECUTIONS } from './bounds.ts';
import { courseOfReports } from './course-of-reports.ts';
import type { Feed } from './feed/feed.ts';
import { watchSandbox } from './feed/watch-sandbox.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import { Journal } from './journal.ts';
import { RecordStore } from './record-store.ts';

/** What the sandboxes of one emulator share: nothing that one could notice of another. */
export interface Surroundings {
  readonly wall: WallClock;
  readonly callbackClient: CallbackClient;
  readonly engine: ReportEngine;
  /** Tells the own rows in these worlds from others; null when there are none. */
  readonly ownRows: string | null;
  /** The datasets that own rows stand for. */
  readonly ownDatasets: readonly string[];
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

/** One isolated world: a clock, its records, and what falls due for them. */
export class Sandbox {
  readonly name: string;
  readonly options: SandboxOptions;
  /** Real time at its making: where its clock starts unless the options say. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly records = new RecordStore();
  readonly journal = new Journal();
  readonly inbox = new Inbox();
  readonly signIns = new SignIns();
  readonly identifiers: Identifiers;
  readonly scheduler: Scheduler;
  readonly callbacks: Dispatcher;
  readonly faults: FaultBook;
  readonly #surroundings: Surroundings;
  #feed: Feed | null = null;
  #stopTelling: () => void = () => {};

  constructor(name: string, options: SandboxOptions, startedAt: number, surroundings: Surroundings) {
    this.name = name;
    this.options = options;
    this.startedAt = startedAt;
    this.#surroundings = surroundings;
    this.identifiers = createIdentifiers(options.seed);
    this.faults = new FaultBook(options.seed);
    this.clock = new Clock(
      { ...options.clock, now: options.clock.now ?? startedAt },
      surroundings.wall,
      (error) => surroundings.logger.error(`sandbox ${name}: something due failed`, { error }),
      () => this.#hasRoomForExecutions(),
    );
    this.callbacks = new Dispatcher({
      clock: this.clock,
      client: callbacksUnderFaults(surroundings.callbackClient, this.faults, surroundings.wall),
      retry: options.callbackRetry,
      timeoutMs: options.callbackTimeoutMs,
      sandbox: name,
      onAttempt: () => this.clock.ran.give(),
    });
    this.scheduler = new Scheduler(this.clock, options, courseOfReports(this));
  }

  /** Whether nothing has been created in it that a change of its time could contradict. */
  get isEmpty(): boolean {
    return this.records.queryCount === 0 && this.records.reportCount === 0;
  }

  /** Where it tells what changes; null until somebody has listened. */
  get feed(): Feed | null {
    return this.#feed;
  }

  /** Tells its changes there from now on. */
  tellTo(feed: Feed): void {
    this.#feed = feed;
    this.#stopTelling = watchSandbox(this, feed);
  }

  /** Whenever anything in it may have changed by itself. */
  get happened(): Signal {
    return this.clock.ran;
  }

  get wall(): WallClock {
    return this.#surroundings.wall;
  }

  get linkSecret(): Uint8Array {
    return this.#surroundings.linkSecret;
  }

  /** How a report fares by its description. */
  storyOf({ description }: ReportSettings): Story {
    return this.options.stories ? readStory(description) : NO_STORY;
  }

  /** Names its data: what has the same name has the same rows. */
  get world(): string {
    const { seed, customers } = this.options;
    const { ownRows } = this.#surroundings;
    return ownRows === null ? `${seed}/${customers}` : `${seed}/${customers}/${ownRows}`;
  }

  get ownDatasets(): readonly string[] {
    return this.#surroundings.ownDatasets;
  }

  /** The first rows of a query's answer, from its data. */
  queryRows(run: RowsJob['run']): Promise<readonly JsonRow[]> {
    const { seed, customers } = this.options;
    return this.#surroundings.engine.rows({ seed, customers }, run);
  }

  /** The same, and how many there are. */
  queryExcerpt(run: RowsJob['run']): Promise<Excerpt> {
    const { seed, customers } = this.options;
    return this.#surroundings.engine.excerpt({ seed, customers }, run);
  }

  /** The bytes of a report file, made from its data as they are read. */
  makeFile(recipe: FileRecipe): AsyncIterable<Uint8Array> {
    const { seed, customers } = this.options;
    return this.#surroundings.engine.file({ seed, customers }, recipe);
  }

  /**
   * Lets the time until `to` pass; answers when everything due on the way has happened and its callbacks have settled.
   * Null when the sandbox was reset or removed meanwhile. An abort of `signal` ends it at the moment it has reached.
   * @throws ApiError `bound.reached` when too much would happen; then nothing has.
   */
  async advanceTo(to: number, signal?: AbortSignal): Promise<Advance | null> {
    this.scheduler.forgetExpired(this.records.everyReport());
    this.#requireWithinBounds(to);
    const from = this.clock.now();
    const { transitions, completed } = this.scheduler.counts;
    const { delivered, failed } = this.callbacks.settled;
    this.callbacks.beginAdvance();
    if (!(await this.#pass(to, signal))) return null;
    const callbacks = this.callbacks.settled;
    return {
      from,
      to: signal?.aborted === true ? this.clock.now() : to,
      transitions: this.scheduler.counts.transitions - transitions,
      completed: this.scheduler.counts.completed - completed,
      callbacks: { delivered: callbacks.delivered - delivered, failed: callbacks.failed - failed },
    };
  }

  /**
   * Moves an onPoll clock to what happens next for these reports; nothing while an advance runs, or when nothing is to come.
   * @throws ApiError `bound.reached` when too much would happen on the way; then nothing has.
   */
  moveToNextTransition(reports: readonly ScheduledReport[]): void {
    if (this.clock.mode !== 'onPoll' || this.clock.advancing) return;
    const next = Math.min(...reports.map((scheduled) => this.scheduler.nextTransitionAt(scheduled)));
    if (next > LATEST) return;
    this.#requireWithinBounds(next);
    void this.clock.moveTo(Math.max(next, this.clock.now()));
  }

  /**
   * One execution of a report beside its schedule, due now.
   * @throws ApiError `bound.reached` when it would be one too many.
   */
  runOnceMore(scheduled: ScheduledReport): WaitingExecution {
    this.#requireWithinBounds(this.clock.now());
    return this.scheduler.runOnceMore(scheduled);
  }

  async #pass(to: number, signal: AbortSignal | undefined): Promise<boolean> {
    const cancel = (): void => this.clock.cancelAdvance();
    signal?.addEventListener('abort', cancel);
    try {
      return await this.clock.advanceTo(to);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  stop(): void {
    this.#stopTelling();
    this.clock.stop();
    this.callbacks.stop();
  }

  /** A running clock has nobody to refuse: it stops, and says so in the log. */
  #hasRoomForExecutions(): boolean {
    if (this.scheduler.kept < MOST_EXECUTIONS) return true;
    this.scheduler.forgetExpired(this.records.everyReport());
    if (this.scheduler.kept < MOST_EXECUTIONS) return true;
    this.#surroundings.logger.error(
      `sandbox ${this.name}: the clock was frozen, as a sandbox keeps at most ${MOST_EXECUTIONS} executions; delete reports, or reset`,
    );
    return false;
  }

  #requireWithinBounds(to: number): void {
    const { transitions, executions } = this.scheduler.forecast(this.records.everyReport(), to);
    if (transitions > MOST_TRANSITIONS) {
      throw refuse(
        'bound.reached',
        `one advance runs at most ${MOST_TRANSITIONS} transitions, and this one would run about ${transitions}: take it in steps`,
      );
    }
    // What is kept already may go on; only more of it is refused.
    if (executions > Math.max(MOST_EXECUTIONS, this.scheduler.kept)) {
      throw refuse(
        'bound.reached',
        `a sandbox keeps at most ${MOST_EXECUTIONS} executions, and this one would keep about ${executions}`,
      );
    }
  }
}
