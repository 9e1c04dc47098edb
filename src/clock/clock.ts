import { LATEST } from '../primitives/instant.ts';
import { Signal } from '../primitives/signal.ts';
import { Timeline, type Due } from './timeline.ts';
import type { WallClock } from './wall-clock.ts';

export type ClockMode = 'running' | 'frozen' | 'onPoll';

export interface ClockSetting {
  readonly now: number;
  readonly mode: ClockMode;
  /** Sandbox seconds per real second while running. */
  readonly rate: number;
}

/** How long the clock may work in one piece before others of the process get their turn. */
const SLICE_MS = 8;

/**
 * A sandbox's time. Every read of the time goes through `now()`; everything that happens later goes through `timeline`.
 * Frozen and onPoll clocks move only by `advanceTo`. A running clock follows the machine's monotonic time, and what falls due
 * runs from a timer, or just before the next request when that comes first.
 */
export class Clock {
  readonly timeline = new Timeline();
  readonly #wall: WallClock;
  readonly #onError: (error: unknown) => void;
  readonly #mayGoOn: () => boolean;
  #mode: ClockMode;
  #rate: number;
  /** Running: the time is `#anchorAt` plus what has passed since `#anchorWallMs`. Else it is `#anchorAt`. */
  #anchorAt: number;
  #anchorWallMs: number;
  /** Nothing happens earlier than this any more, also when something is put on the timeline for a moment that has passed. */
  #reachedAt: number;
  /** The moment at which time stands while something due runs, or while an advance waits there. */
  #standsAt: number | null = null;
  #advancing = false;
  /** Whether the advance under way waits for work begun in it. */
  #waits = false;
  /** Whether the advance under way is to end where it is. */
  #cancelled = false;
  /** Ends the wait for work in flight. */
  #stopWaiting: () => void = () => {};
  #cancelTimer: (() => void) | null = null;
  #stopped = false;
  readonly #inFlight = new Set<Promise<void>>();
  #onMove: () => void = () => {};
  /** Given when something due has run, when an advance is over, and when the clock stops. */
  readonly ran = new Signal();

  /**
   * @param onError told when something due fails; time goes on.
   * @param mayGoOn asked before a running clock runs what is due: false freezes it where it is.
   */
  constructor(
    setting: ClockSetting,
    wall: WallClock,
    onError: (error: unknown) => void,
    mayGoOn = () => true,
  ) {
    this.#wall = wall;
    this.#onError = onError;
    this.#mayGoOn = mayGoOn;
    this.#mode = setting.mode;
    this.#rate = setting.rate;
    this.#anchorAt = setting.now;
    this.#reachedAt = setting.now;
    this.#anchorWallMs = wall.monotonicMs();
    this.timeline.onChange(() => this.#armTimer());
  }

  /** @param onMove told when the clock is set, begins or ends an advance, and when something due has run. */
  watch(onMove: () => void): void {
    this.#onMove = onMove;
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  get rate(): number {
    return this.#rate;
  }

  get advancing(): boolean {
    return this.#advancing;
  }

  /** Whether an advance is under way that waits for the work it starts. */
  get waiting(): boolean {
    return this.#waits;
  }

  /** Milliseconds since 1970, whole. */
  now(): number {
    if (this.#standsAt !== null) return this.#standsAt;
    if (this.#mode !== 'running') return this.#anchorAt;
    const passed = (this.#wall.monotonicMs() - this.#anchorWallMs) * this.#rate;
    return Math.min(Math.floor(this.#anchorAt + passed), LATEST);
  }

  /** Changes mode and rate, from now on: what was due by now has happened then. */
  set(mode: ClockMode, rate: number): void {
    this.#anchor(this.catchUp());
    this.#mode = mode;
    this.#rate = rate;
    this.#armTimer();
    this.#onMove();
  }

  /** Puts the time where it is told, without running anything: for a sandbox that holds nothing yet, and for reset. */
  jumpTo(now: number): void {
    this.#anchor(now);
    this.#armTimer();
    this.#onMove();
  }

  /**
   * Runs what a running clock's timer has not got to yet, so that a request sees things as they are at its moment.
   * The answer is that moment.
   */
  catchUp(): number {
    const now = this.now();
    if (this.#mode !== 'running' || this.#standsAt !== null || this.#advancing) return now;
    if (this.timeline.nextAt() <= now) this.#follow(now, Infinity);
    else this.#reachedAt = now;
    return now;
  }

  /**
   * Makes an advance that is under way wait at its moment until `work` has settled. `work` must not reject.
   * Work begun before an advance does not hold it up: it may be the very receiver that asked for the advance.
   */
  holdUntil(work: Promise<void>): void {
    if (!this.#waits) return;
    this.#inFlight.add(work);
    void work.then(() => this.#inFlight.delete(work));
  }

  /**
   * Passes the time until `to`: runs everything that falls due, in order, with the clock standing at each moment until the work
   * started there has settled. Yields to the rest of the process. The caller checks `advancing` first: there is one at a time.
   * False when the clock was stopped on the way. One that is cancelled leaves the clock at the moment it has reached.
   */
  advanceTo(to: number): Promise<boolean> {
    return this.#pass(to, true);
  }

  /** Ends an advance that is under way where it is; the work it has sent goes on by itself. */
  cancelAdvance(): void {
    if (!this.#waits) return;
    this.#cancelled = true;
    this.#stopWaiting();
  }

  /** The same without waiting for any work: done before the next request is served, unless so much is due that it has to yield. */
  async moveTo(to: number): Promise<void> {
    await this.#pass(to, false);
  }

  /** Ends timers and a running advance at its next step. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.timeline.clear();
    this.ran.give();
  }

  async #pass(to: number, waits: boolean): Promise<boolean> {
    this.#anchor(this.catchUp());
    this.#cancelTimer?.();
    this.#standsAt = this.#anchorAt;
    this.#advancing = true;
    this.#waits = waits;
    this.#cancelled = false;
    this.#onMove();
    try {
      const arrived = await this.#runAll(to);
      this.#anchor(arrived ? Math.max(to, this.#anchorAt) : this.#reachedAt);
    } finally {
      this.#inFlight.clear();
      this.#advancing = false;
      this.#waits = false;
      this.#standsAt = null;
      this.#armTimer();
      this.#onMove();
      this.ran.give();
    }
    return !this.#stopped;
  }

  /** False when it was ended on the way. */
  async #runAll(to: number): Promise<boolean> {
    while (!this.#stopped && !this.#cancelled) {
      const more = this.#runUntil(to, this.#wall.monotonicMs() + SLICE_MS);
      if (this.#inFlight.size > 0) await this.#workInFlight();
      else if (more) await this.#wall.yield();
      else return true;
    }
    return false;
  }

  /** Until it has settled, or is not to be waited for any more. */
  #workInFlight(): Promise<void> {
    return new Promise((resolve) => {
      this.#stopWaiting = resolve;
      void Promise.all(this.#inFlight).then(() => resolve());
    });
  }

  /** Runs what is due until `until`, stopping early when work is in flight or the slice is over; true when it stopped early. */
  #runUntil(until: number, deadline: number): boolean {
    try {
      for (let ran = 1; ; ran++) {
        const next = this.timeline.nextAt();
        if (next > until) return false;
        if (this.#advancing && this.#inFlight.size > 0 && next > this.now()) return true;
        const due = this.timeline.take(until);
        if (due === null) return false;
        this.#reachedAt = Math.max(due.dueAt, this.#reachedAt);
        this.#standsAt = this.#reachedAt;
        this.#run(due);
        if ((ran & 63) === 0 && this.#wall.monotonicMs() > deadline) return true;
      }
    } finally {
      if (!this.#advancing) this.#standsAt = null;
      this.#onMove();
      this.ran.give();
    }
  }

  #run(due: Due): void {
    try {
      due.run();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Runs what is due by now on a running clock. */
  #follow(now: number, deadline: number): void {
    if (!this.#mayGoOn()) {
      this.#mode = 'frozen';
      this.#anchor(now);
      this.#onMove();
    } else if (!this.#runUntil(now, deadline)) this.#reachedAt = now;
    this.#armTimer();
  }

  #anchor(now: number): void {
    this.#anchorAt = now;
    this.#reachedAt = now;
    this.#anchorWallMs = this.#wall.monotonicMs();
    if (this.#standsAt !== null) this.#standsAt = now;
  }

  #armTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#mode !== 'running' || this.#stopped || this.#advancing || this.#standsAt !== null) return;
    const next = this.timeline.nextAt();
    if (next > LATEST) return;
    const waitMs = Math.ceil((next - this.now()) / this.#rate);
    this.#cancelTimer = this.#wall.after(waitMs, () => this.#onTimer());
  }

  #onTimer(): void {
    if (this.#stopped || this.#advancing) return;
    this.#follow(this.now(), this.#wall.monotonicMs() + SLICE_MS);
  }
}
