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
  #mode: ClockMode;
  #rate: number;
  /** Running: the time is `#anchorAt` plus what has passed since `#anchorWallMs`. Else it is `#anchorAt`. */
  #anchorAt: number;
  #anchorWallMs: number;
  /** The moment at which time stands while something due runs, or while an advance waits there. */
  #standsAt: number | null = null;
  #advancing = false;
  #cancelTimer: (() => void) | null = null;
  #stopped = false;
  readonly #inFlight = new Set<Promise<void>>();

  /** @param onError told when something due fails; time goes on. */
  constructor(setting: ClockSetting, wall: WallClock, onError: (error: unknown) => void) {
    this.#wall = wall;
    this.#onError = onError;
    this.#mode = setting.mode;
    this.#rate = setting.rate;
    this.#anchorAt = setting.now;
    this.#anchorWallMs = wall.monotonicMs();
    this.timeline.onChange(() => this.#armTimer());
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

  /** Milliseconds since 1970, whole. */
  now(): number {
    if (this.#standsAt !== null) return this.#standsAt;
    if (this.#mode !== 'running') return this.#anchorAt;
    const passed = (this.#wall.monotonicMs() - this.#anchorWallMs) * this.#rate;
    return Math.min(Math.floor(this.#anchorAt + passed), LATEST);
  }

  /** Changes mode and rate, from now on. */
  set(mode: ClockMode, rate: number): void {
    this.#anchor(this.now());
    this.#mode = mode;
    this.#rate = rate;
    this.#armTimer();
  }

  /** Puts the time where it is told, without running anything: for a sandbox that holds nothing yet, and for reset. */
  jumpTo(now: number): void {
    this.#anchor(now);
    this.#armTimer();
  }

  /** Runs what a running clock's timer has not got to yet, so that a request sees things as they are at its moment. */
  catchUp(): void {
    if (this.#mode === 'running' && this.#standsAt === null && !this.advancing)
      this.#runUntil(this.now(), Infinity);
  }

  /**
   * Makes an advance that is under way wait at its moment until `work` has settled. `work` must not reject.
   * Work begun before an advance does not hold it up: it may be the very receiver that asked for the advance.
   */
  holdUntil(work: Promise<void>): void {
    if (!this.#advancing) return;
    this.#inFlight.add(work);
    void work.then(() => this.#inFlight.delete(work));
  }

  /**
   * Passes the time until `to`: runs everything that falls due, in order, with the clock standing at each moment until the work
   * started there has settled. Yields to the rest of the process. The caller checks `advancing` first: there is one at a time.
   */
  async advanceTo(to: number): Promise<void> {
    this.#advancing = true;
    try {
      await this.#pass(to);
    } finally {
      this.#advancing = false;
      this.#standsAt = null;
      this.#armTimer();
    }
  }

  /** Ends timers and a running advance at its next step. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.timeline.clear();
  }

  async #pass(to: number): Promise<void> {
    this.#cancelTimer?.();
    this.#anchor(this.now());
    this.#standsAt = this.#anchorAt;
    while (!this.#stopped) {
      const deadline = this.#wall.monotonicMs() + SLICE_MS;
      const more = this.#runUntil(to, deadline);
      if (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
      else if (more) await this.#wall.yield();
      else break;
    }
    this.#anchor(Math.max(to, this.#anchorAt));
  }

  /** Runs what is due until `until`, stopping early when work is in flight or the slice is over; true when it stopped early. */
  #runUntil(until: number, deadline: number): boolean {
    const wasStanding = this.#standsAt;
    try {
      for (let ran = 1; ; ran++) {
        const next = this.timeline.nextAt();
        if (next > until) return false;
        if (this.advancing && this.#inFlight.size > 0 && next > this.now()) return true;
        const due = this.timeline.take(until);
        if (due === null) return false;
        this.#standsAt = Math.max(due.dueAt, this.#anchorAt);
        this.#run(due);
        if ((ran & 63) === 0 && this.#wall.monotonicMs() > deadline) return true;
      }
    } finally {
      if (!this.advancing) this.#standsAt = wasStanding;
    }
  }

  #run(due: Due): void {
    try {
      due.run();
    } catch (error) {
      this.#onError(error);
    }
  }

  #anchor(now: number): void {
    this.#anchorAt = now;
    this.#anchorWallMs = this.#wall.monotonicMs();
    if (this.#standsAt !== null) this.#standsAt = now;
  }

  #armTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#mode !== 'running' || this.#stopped || this.advancing || this.#standsAt !== null) return;
    const next = this.timeline.nextAt();
    if (next === Infinity) return;
    const waitMs = Math.ceil((next - this.now()) / this.#rate);
    this.#cancelTimer = this.#wall.after(waitMs, () => this.#onTimer());
  }

  #onTimer(): void {
    if (this.#stopped || this.advancing) return;
    this.#runUntil(this.now(), this.#wall.monotonicMs() + SLICE_MS);
    this.#armTimer();
  }
}

/** The last moment of the year 2100: a clock never passes it. */
export const LATEST = Date.UTC(2101, 0, 1) - 1000;
export const EARLIEST = Date.UTC(2000, 0, 1);
