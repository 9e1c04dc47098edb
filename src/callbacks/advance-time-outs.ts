import type { Clock } from '../clock/clock.ts';
import type { Outcome } from './callback-request.ts';
import { parseAddress } from './callback-url.ts';

/** So many time-outs running, and a host is not waited for again in the same advance. */
const TIME_OUTS_AT_MOST = 3;

/** How often each host timed out running in the current advance of a sandbox. A clock that nobody advances waits for no host. */
export class AdvanceTimeOuts {
  readonly #clock: Clock;
  readonly #byHost = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An advance begins: hosts that timed out before get another chance. */
  begin(): void {
    this.#byHost.clear();
  }

  /** What comes of a callback to a host that need not be tried again; null when it is to be tried. */
  insteadOfTrying(address: string): Outcome | null {
    if (!this.#clock.waiting || this.#countOf(hostOf(address)) < TIME_OUTS_AT_MOST) return null;
    const error = `not tried: the host timed out ${TIME_OUTS_AT_MOST} times running in this advance`;
    return { kind: 'notTried', status: null, error, durationMs: 0 };
  }

  count(address: string, { kind }: Outcome): void {
    if (!this.#clock.waiting || kind === 'notTried') return;
    const host = hostOf(address);
    if (kind === 'timedOut') this.#byHost.set(host, this.#countOf(host) + 1);
    else this.#byHost.delete(host);
  }

  #countOf(host: string): number {
    return this.#byHost.get(host) ?? 0;
  }
}

function hostOf(address: string): string {
  return parseAddress(address)?.host ?? '';
}
