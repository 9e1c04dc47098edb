import type { WallClock } from '../../../src/clock/wall-clock.ts';

/** Real time as a test tells it. */
export class HandDrivenWall implements WallClock {
  yields = 0;
  /** Runs whenever somebody lets others go first. */
  onYield: () => void = () => {};
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly call: () => void }[] = [];

  calendarMs(): number {
    return Date.UTC(2026, 0, 15) + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(ms, 1), call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async yield(): Promise<void> {
    this.yields++;
    this.onYield();
  }

  get timers(): number {
    return this.#timers.length;
  }

  /** Time passes, and timers call at their moment. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.call();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Time passes while the process is too busy for timers. */
  beBusy(ms: number): void {
    this.#nowMs += ms;
  }
}
