import type { WallClock } from '../clock/wall-clock.ts';

/** Work that is done sooner needs no telling. */
export const QUIET_MS = 2000;
export const CLEAR_LINE = '\r\u001b[K';

/** What it needs of `process.stderr`. */
export interface Terminal {
  readonly isTTY: boolean;
  write(text: string): boolean;
}

/** One line on a terminal that tells how far long work is; nothing anywhere else. */
export class Progress {
  readonly #wall: WallClock;
  readonly #stream: Terminal;
  readonly #beganAt: number;
  #isShown = false;

  constructor(wall: WallClock, stream: Terminal) {
    this.#wall = wall;
    this.#stream = stream;
    this.#beganAt = wall.monotonicMs();
  }

  show(line: string): void {
    if (!this.#stream.isTTY || this.#wall.monotonicMs() - this.#beganAt < QUIET_MS) return;
    this.#isShown = true;
    this.#stream.write(CLEAR_LINE + line);
  }

  /** Leaves the line empty, for whatever comes next. */
  end(): void {
    if (this.#isShown) this.#stream.write(CLEAR_LINE);
    this.#isShown = false;
  }
}

/** Tells on a line how far the reading of own rows is. */
export function tellRows(progress: Progress): (path: string, rows: number) => void {
  return (path, rows) => progress.show(`${path}: ${rows} rows read`);
}
