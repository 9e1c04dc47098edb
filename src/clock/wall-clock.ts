/** Real time. The only place in the house that asks the machine for it; a test hands in its own. */
export interface WallClock {
  /** Milliseconds since 1970, as the machine's calendar has it. Read once, when a clock starts. */
  calendarMs(): number;
  /** Milliseconds that only ever go forwards. */
  monotonicMs(): number;
  /** Calls back once, after `ms`; the answer cancels. A waiting call never keeps the process alive. */
  after(ms: number, call: () => void): () => void;
  /** Lets other work of the process go first. */
  yield(): Promise<void>;
}

/** The longest wait Node's timers take; longer ones would fire at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export const wallClock: WallClock = {
  calendarMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(Math.max(ms, 0), LONGEST_WAIT_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};

/** As `after`, but the process stays alive for it: for the end of something that is awaited. */
export function surelyAfter(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
