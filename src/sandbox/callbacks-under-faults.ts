import type { CallbackSender, OutgoingCallback, Sending } from '../callbacks/callback-client.ts';
import type { Outcome } from '../callbacks/callback-request.ts';
import { parseAddress } from '../callbacks/callback-url.ts';
import type { WallClock } from '../clock/wall-clock.ts';
import type { Effect, StruckExchange } from '../faults/effect.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import { CALLBACK } from '../faults/fault-event.ts';
import { undergo } from '../faults/undergo.ts';

/** Sends callbacks as the faults of a sandbox have it: an attempt that is struck fares as if its receiver had done that. */
export function callbacksUnderFaults(
  client: CallbackSender,
  faults: FaultBook,
  wall: WallClock,
): CallbackSender {
  return {
    send(callback) {
      if (faults.isEmpty) return client.send(callback);
      const effects = faults.strike({
        subject: 'exchange',
        operation: CALLBACK,
        method: callback.method,
        path: parseAddress(callback.address)?.pathname ?? '',
      });
      return effects.length === 0 ? client.send(callback) : sendStruck(callback, effects, client, wall);
    },
  };
}

function sendStruck(
  callback: OutgoingCallback,
  effects: readonly Effect[],
  client: CallbackSender,
  wall: WallClock,
): Sending {
  const struck = new StruckCallback(callback.timeoutMs, wall);
  let sending: Sending | null = null;
  const instead = callback.beforeSending();
  if (instead !== null) struck.end(instead);
  else {
    void undergo(effects, struck).then(() => {
      if (struck.ended) return;
      sending = client.send({ ...callback, timeoutMs: struck.leftMs });
      void sending.outcome.then((outcome) => struck.end(outcome));
    });
  }
  return {
    outcome: struck.outcome,
    abort() {
      struck.end({
        kind: 'aborted',
        status: null,
        error: 'the emulator was stopped or reset',
        durationMs: 0,
      });
      sending?.abort();
    },
  };
}

/** An attempt that waits for its receiver, and ends once. */
class StruckCallback implements StruckExchange {
  readonly outcome: Promise<Outcome>;
  readonly #wall: WallClock;
  readonly #startedMs: number;
  readonly #timeoutMs: number;
  #settle: (outcome: Outcome) => void = () => {};
  #cancelWait: () => void = () => {};
  #ended = false;
  leftMs: number;

  constructor(timeoutMs: number, wall: WallClock) {
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
    this.#wall = wall;
    this.#startedMs = wall.monotonicMs();
    this.#timeoutMs = timeoutMs;
    this.leftMs = timeoutMs;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The time it waits is the receiver's: what is left is for the answer. */
  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#wall.after(Math.min(ms, this.leftMs), resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
    this.leftMs -= ms;
    if (this.leftMs <= 0) this.#fail('timedOut', `no answer within ${this.#timeoutMs} ms`);
  }

  answer(status: number): void {
    this.end({ kind: 'answered', status, error: null, durationMs: this.#durationMs() });
  }

  breakOff(): void {
    this.#fail('failed', 'the connection was reset');
  }

  end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#settle(outcome);
    this.#cancelWait();
  }

  #fail(kind: 'timedOut' | 'failed', error: string): void {
    this.end({ kind, status: null, error, durationMs: this.#durationMs() });
  }

  #durationMs(): number {
    return Math.round(this.#wall.monotonicMs() - this.#startedMs);
  }
}
