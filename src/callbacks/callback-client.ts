import type { ClientRequest } from 'node:http';
import type { SecureContext } from 'node:tls';
import type { WallClock } from '../clock/wall-clock.ts';
import { Fifo } from '../primitives/fifo.ts';
import type { CallbackHosts } from './callback-hosts.ts';
import { sendCallback, type Outcome } from './callback-request.ts';
import { parseAddress, type CallbackMethod } from './callback-url.ts';

export interface CallbackClientSetup {
  readonly wall: WallClock;
  readonly hosts: CallbackHosts;
  /** Tells, for HTTPS, whom to believe; without it those whom Node believes. */
  readonly secureContext?: (() => SecureContext) | undefined;
}

export interface OutgoingCallback {
  readonly method: CallbackMethod;
  readonly address: string;
  /** How long it may take, once sent. */
  readonly timeoutMs: number;
  /** Who sends it: the senders to one host take turns. */
  readonly sender: string;
  /** Asked when its turn has come, just before it is sent: an outcome is taken instead of sending. */
  beforeSending(): Outcome | null;
}

/** A callback that waits for its turn or is under way. */
export interface Sending {
  readonly outcome: Promise<Outcome>;
  /** Ends it at once. */
  abort(): void;
}

export interface CallbackSender {
  send(callback: OutgoingCallback): Sending;
}

const AT_ONCE_PER_HOST = 4;
const AT_ONCE = 64;

/**
 * Sends the callbacks of all sandboxes. One host gets at most 4 at once, all together 64; hosts take turns, and so do the senders
 * to one host, so that a slow receiver or a busy sandbox delays only itself.
 */
export class CallbackClient implements CallbackSender {
  readonly #setup: CallbackClientSetup;
  readonly #hosts = new Map<string, Host>();
  /** Those with something to send and a place free, each once. */
  readonly #turns = new Fifo<Host>();
  readonly #open = new Set<Waiting>();
  #active = 0;

  constructor(setup: CallbackClientSetup) {
    this.#setup = setup;
  }

  send(callback: OutgoingCallback): Sending {
    const url = parseAddress(callback.address);
    const refusal = url === null ? 'not an address that can be called' : this.#setup.hosts.refusalOf(url);
    if (url === null || refusal !== null) return { outcome: Promise.resolve(refused(refusal)), abort() {} };
    let settle: (outcome: Outcome) => void = () => {};
    const outcome = new Promise<Outcome>((resolve) => (settle = resolve));
    const waiting: Waiting = { callback, url, settle, request: null, ended: false };
    this.#open.add(waiting);
    this.#enqueue(waiting);
    this.#sendNext();
    return { outcome, abort: () => this.#abort(waiting) };
  }

  /** Ends everything at once. */
  close(): void {
    for (const waiting of this.#open) this.#abort(waiting);
  }

  #enqueue(waiting: Waiting): void {
    const key = waiting.url.host;
    const host = this.#hosts.get(key) ?? new Host(key);
    this.#hosts.set(key, host);
    host.add(waiting);
    this.#offerTurn(host);
  }

  #offerTurn(host: Host): void {
    if (host.hasTurn || host.active >= AT_ONCE_PER_HOST || !host.hasWaiting()) return;
    host.hasTurn = true;
    this.#turns.push(host);
  }

  #sendNext(): void {
    while (this.#active < AT_ONCE) {
      const host = this.#turns.shift();
      if (host === undefined) return;
      host.hasTurn = false;
      const waiting = host.take();
      if (waiting !== undefined) this.#start(host, waiting);
      this.#offerTurn(host);
      this.#forgetIdle(host);
    }
  }

  #start(host: Host, waiting: Waiting): void {
    const instead = waiting.callback.beforeSending();
    if (instead !== null) return this.#end(waiting, instead);
    this.#active++;
    host.active++;
    void this.#carryOut(waiting).then(() => {
      this.#active--;
      host.active--;
      this.#offerTurn(host);
      this.#forgetIdle(host);
      this.#sendNext();
    });
  }

  #forgetIdle(host: Host): void {
    if (host.active === 0 && !host.hasTurn) this.#hosts.delete(host.key);
  }

  /** Ends when nothing of the request is left, which may be after its outcome is known. Never rejects. */
  async #carryOut(waiting: Waiting): Promise<void> {
    const { url, callback, settle } = waiting;
    await new Promise<void>((onClosed) => {
      const { method, timeoutMs } = callback;
      sendCallback(url, method, { ...this.#setup, timeoutMs, onOutcome: settle, onClosed }).then(
        (request) => {
          waiting.request = request;
          if (waiting.ended) request.destroy();
        },
        (error: unknown) => {
          settle({ ...NOTHING, kind: 'failed', error: String(error) });
          onClosed();
        },
      );
    });
    this.#open.delete(waiting);
  }

  #abort(waiting: Waiting): void {
    this.#end(waiting, { ...NOTHING, kind: 'aborted', error: 'the emulator was stopped or reset' });
  }

  #end(waiting: Waiting, outcome: Outcome): void {
    waiting.ended = true;
    waiting.settle(outcome);
    waiting.request?.destroy();
    this.#open.delete(waiting);
  }
}

interface Waiting {
  readonly callback: OutgoingCallback;
  readonly url: URL;
  /** Only the first call counts. */
  readonly settle: (outcome: Outcome) => void;
  request: ClientRequest | null;
  /** Settled from this side: not to be sent any more. */
  ended: boolean;
}

/** What waits for one host: first come, first served within a sender, and the senders take turns. */
class Host {
  readonly key: string;
  active = 0;
  /** Whether it stands in the queue of hosts. */
  hasTurn = false;
  readonly #bySender = new Map<string, Fifo<Waiting>>();
  readonly #turns = new Fifo<string>();

  constructor(key: string) {
    this.key = key;
  }

  add(waiting: Waiting): void {
    const { sender } = waiting.callback;
    const queue = this.#bySender.get(sender);
    if (queue !== undefined) return queue.push(waiting);
    const first = new Fifo<Waiting>();
    first.push(waiting);
    this.#bySender.set(sender, first);
    this.#turns.push(sender);
  }

  hasWaiting(): boolean {
    return this.#turns.size > 0;
  }

  /** The next that is still wanted. */
  take(): Waiting | undefined {
    for (let sender = this.#turns.shift(); sender !== undefined; sender = this.#turns.shift()) {
      const queue = this.#bySender.get(sender);
      let next = queue?.shift();
      while (next?.ended === true) next = queue?.shift();
      if (queue === undefined || queue.size === 0) this.#bySender.delete(sender);
      else this.#turns.push(sender);
      if (next !== undefined) return next;
    }
    return undefined;
  }
}

const NOTHING = { status: null, error: null, durationMs: 0 } as const;

function refused(why: string | null): Outcome {
  return { ...NOTHING, kind: 'refused', error: why };
}
