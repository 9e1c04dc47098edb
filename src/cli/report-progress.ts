import type { WallClock } from '../clock/wall-clock.ts';
import { CLEAR_LINE, QUIET_MS, type Terminal } from './progress.ts';

const SHOWN_EVERY_MS = 500;
const MB = 1_000_000;

/** Tells on a terminal of reports that are long in the making: a line while one is made, and at the end another that stays. */
export class ReportProgress {
  readonly #wall: WallClock;
  readonly #terminal: Terminal;
  #beganAt = 0;
  #bytes = 0;
  #cancel = (): void => {};

  constructor(wall: WallClock, terminal: Terminal) {
    this.#wall = wall;
    this.#terminal = terminal;
  }

  begin(): void {
    this.#beganAt = this.#wall.monotonicMs();
    this.#bytes = 0;
    this.#showIn(QUIET_MS);
  }

  grow(bytes: number): void {
    this.#bytes += bytes;
  }

  end(isWhole: boolean): void {
    this.#cancel();
    const tookMs = this.#wall.monotonicMs() - this.#beganAt;
    if (tookMs < QUIET_MS) return;
    const told = isWhole ? `Made a report: ${this.#size()} in ${(tookMs / 1000).toFixed(1)} s\n` : '';
    this.#terminal.write(CLEAR_LINE + told);
  }

  #showIn(ms: number): void {
    this.#cancel = this.#wall.after(ms, () => {
      // Back at its beginning, for a line of the log would otherwise go on where this one stops.
      this.#terminal.write(`${CLEAR_LINE}Making a report: ${this.#size()}…\r`);
      this.#showIn(SHOWN_EVERY_MS);
    });
  }

  #size(): string {
    return `${Math.round(this.#bytes / MB)} MB`;
  }
}
