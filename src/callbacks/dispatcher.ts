import { v5 as uuidV5 } from 'uuid';
import type { Clock } from '../clock/clock.ts';
import { DUE_DELIVERY, type Due } from '../clock/timeline.ts';
import { Ring } from '../primitives/ring.ts';
import { AdvanceTimeOuts } from './advance-time-outs.ts';
import type { CallbackSender, Sending } from './callback-client.ts';
import type { Outcome } from './callback-request.ts';
import { callbackAddress, type CallbackMethod } from './callback-url.ts';
import { beginDelivery, isDelivered, type Attempt, type Delivery } from './delivery.ts';
import { describeDelivery, type DescribedDelivery } from './described-delivery.ts';
import { delayAfter, type RetryPolicy } from './retry-policy.ts';

export interface DispatcherSetup {
  readonly clock: Clock;
  readonly client: CallbackSender;
  readonly retry: RetryPolicy;
  /** How long one attempt may take, in real time. */
  readonly timeoutMs: number;
  /** The sandbox's name. */
  readonly sandbox: string;
  /** Told after each attempt. */
  readonly onAttempt?: (delivery: Delivery) => void;
}

/** What is to be delivered: the news that a report's execution is ready. */
export interface ReadyReport {
  readonly reportId: string;
  /** The report's number in its sandbox. */
  readonly reportNumber: number;
  readonly executionId: string;
  readonly executionNumber: number;
  readonly url: string;
  readonly method: CallbackMethod;
  /** 1, unless the same execution is told more than once: each copy is a delivery of its own. */
  readonly copy?: number;
  /** How long its first attempt waits, on the sandbox's clock. */
  readonly delayMs?: number;
}

const KEPT_DELIVERIES = 10_000;
const COPIES_AT_MOST = 16;

/**
 * Delivers a sandbox's callbacks. Attempts go out over real HTTP at once; retries wait on the sandbox's clock, and an advance
 * waits for what it has sent. The outcome of a callback never touches its execution.
 */
export class Dispatcher {
  readonly #setup: DispatcherSetup;
  readonly #log = new Ring<Tracked>(KEPT_DELIVERIES);
  /** Those in flight or awaiting a retry, by report. */
  readonly #openByReport = new Map<string, Set<Tracked>>();
  readonly #timeOuts: AdvanceTimeOuts;
  readonly #settled = { delivered: 0, failed: 0 };
  #stopped = false;
  #onChange: (delivery: Delivery) => void = () => {};

  constructor(setup: DispatcherSetup) {
    this.#setup = setup;
    this.#timeOuts = new AdvanceTimeOuts(setup.clock);
  }

  /** @param onChange told whenever a delivery is another than before. */
  watch(onChange: (delivery: Delivery) => void): void {
    this.#onChange = onChange;
  }

  /** How many deliveries came to an end so far; an advance tells the difference. */
  get settled(): { readonly delivered: number; readonly failed: number } {
    return { ...this.#settled };
  }

  /** Oldest first, the last 10,000. */
  deliveries(): Delivery[] {
    return Array.from(this.#log, (tracked) => tracked.delivery);
  }

  /** Every delivery as it would have to go on elsewhere: one in flight is tried again at once. */
  describe(): DescribedDelivery[] {
    const now = this.#setup.clock.now();
    return Array.from(this.#log, (tracked) => describeDelivery(tracked, now));
  }

  /** Goes on with what was described elsewhere. */
  restore(deliveries: readonly DescribedDelivery[]): void {
    for (const { reportNumber, step, failures, ...delivery } of deliveries) {
      const tracked = { ...UNTRIED, delivery, reportNumber, step, failures };
      this.#log.push(tracked);
      if (delivery.nextAttemptAt === null) continue;
      this.#retryAt(this.#opened(tracked), delivery.nextAttemptAt);
    }
  }

  deliver(ready: ReadyReport): Delivery {
    const copy = ready.copy ?? 1;
    const tracked: Tracked = {
      delivery: beginDelivery({
        id: uuidV5(`delivery:${copy}`, ready.executionId),
        reportId: ready.reportId,
        executionId: ready.executionId,
        method: ready.method,
        address: callbackAddress(ready.url, ready.method, ready.reportId),
        createdAt: this.#setup.clock.now(),
      }),
      reportNumber: ready.reportNumber,
      step: ready.executionNumber * COPIES_AT_MOST + (copy % COPIES_AT_MOST),
      failures: 0,
      ...UNTRIED,
    };
    this.#log.push(tracked);
    if (ready.delayMs === undefined) this.#attempt(tracked);
    else this.#retryAt(this.#opened(tracked), this.#setup.clock.now() + ready.delayMs);
    return tracked.delivery;
  }

  /** Starts over with one that is kept, at once; null for an unknown id. One in flight is left to itself. */
  redeliver(id: string): Delivery | null {
    const wanted = id.trim().toLowerCase();
    for (const tracked of this.#log) {
      if (tracked.delivery.id !== wanted) continue;
      if (tracked.sending === null) {
        this.#cancelRetry(tracked);
        tracked.failures = 0;
        tracked.forgotten = false;
        this.#attempt(tracked);
      }
      return tracked.delivery;
    }
    return null;
  }

  /** An advance begins: hosts that timed out before get another chance. */
  beginAdvance(): void {
    this.#timeOuts.begin();
  }

  /** Drops the retries of a deleted report; an attempt in flight may finish. */
  forgetReport(reportId: string): void {
    for (const tracked of this.#openByReport.get(reportId) ?? []) {
      tracked.forgotten = true;
      if (tracked.sending === null) this.#close(tracked, 'dropped');
    }
  }

  /** Ends attempts in flight at once and begins no more. */
  stop(): void {
    this.#stopped = true;
    const open = [...this.#openByReport.values()].flatMap((ofReport) => [...ofReport]);
    for (const tracked of open) {
      this.#close(tracked, 'dropped');
      tracked.sending?.abort();
    }
  }

  #attempt(tracked: Tracked): void {
    if (this.#stopped) return this.#close(tracked, 'dropped');
    const { delivery } = tracked;
    this.#change(tracked, { state: 'inFlight', nextAttemptAt: null });
    this.#opened(tracked);
    let at = this.#setup.clock.now();
    const sending = this.#setup.client.send({
      method: delivery.method,
      address: delivery.address,
      timeoutMs: this.#setup.timeoutMs,
      sender: this.#setup.sandbox,
      beforeSending: () => {
        at = this.#setup.clock.now();
        return this.#insteadOfSending(tracked);
      },
    });
    tracked.sending = sending;
    this.#setup.clock.holdUntil(
      sending.outcome.then((outcome) => this.#onOutcome(tracked, sending, at, outcome)),
    );
  }

  #opened(tracked: Tracked): Tracked {
    const { reportId } = tracked.delivery;
    const ofReport = this.#openByReport.get(reportId) ?? new Set();
    this.#openByReport.set(reportId, ofReport.add(tracked));
    return tracked;
  }

  #insteadOfSending({ forgotten, delivery }: Tracked): Outcome | null {
    if (forgotten) return { kind: 'aborted', status: null, error: 'the report was deleted', durationMs: 0 };
    return this.#timeOuts.insteadOfTrying(delivery.address);
  }

  #onOutcome(tracked: Tracked, sending: Sending, at: number, outcome: Outcome): void {
    if (tracked.sending !== sending || !this.#isOpen(tracked)) return;
    tracked.sending = null;
    if (outcome.kind === 'aborted') return this.#close(tracked, 'dropped');
    this.#timeOuts.count(tracked.delivery.address, outcome);
    const { status, error, durationMs } = outcome;
    const attempt: Attempt = { at, durationMs, status, error };
    this.#change(tracked, { attempts: [...tracked.delivery.attempts, attempt] });
    this.#goOn(tracked, outcome);
    this.#setup.onAttempt?.(tracked.delivery);
  }

  #goOn(tracked: Tracked, outcome: Outcome): void {
    if (isDelivered(outcome)) return this.#close(tracked, 'delivered');
    if (outcome.kind === 'refused') return this.#close(tracked, 'refused');
    if (tracked.forgotten) return this.#close(tracked, 'dropped');
    tracked.failures++;
    const delayMs = delayAfter(this.#setup.retry, tracked.failures);
    if (delayMs === null) return this.#close(tracked, 'failed');
    this.#retryAt(tracked, this.#setup.clock.now() + delayMs);
  }

  #retryAt(tracked: Tracked, dueAt: number): void {
    this.#change(tracked, { state: 'retrying', nextAttemptAt: dueAt });
    tracked.due = {
      dueAt,
      kind: DUE_DELIVERY,
      report: tracked.reportNumber,
      step: tracked.step,
      run: () => {
        tracked.due = null;
        this.#attempt(tracked);
      },
    };
    this.#setup.clock.timeline.add(tracked.due);
  }

  #close(tracked: Tracked, state: 'delivered' | 'failed' | 'refused' | 'dropped'): void {
    this.#cancelRetry(tracked);
    this.#change(tracked, { state, nextAttemptAt: null });
    const { reportId } = tracked.delivery;
    const ofReport = this.#openByReport.get(reportId);
    ofReport?.delete(tracked);
    if (ofReport?.size === 0) this.#openByReport.delete(reportId);
    if (state === 'delivered') this.#settled.delivered++;
    else if (state !== 'dropped') this.#settled.failed++;
  }

  #change(tracked: Tracked, change: Partial<Delivery>): void {
    tracked.delivery = { ...tracked.delivery, ...change };
    this.#onChange(tracked.delivery);
  }

  #cancelRetry(tracked: Tracked): void {
    if (tracked.due !== null) this.#setup.clock.timeline.cancel(tracked.due);
    tracked.due = null;
  }

  #isOpen(tracked: Tracked): boolean {
    return this.#openByReport.get(tracked.delivery.reportId)?.has(tracked) === true;
  }
}

/** A delivery and what is going on with it. */
interface Tracked {
  delivery: Delivery;
  readonly reportNumber: number;
  /** Its place among the deliveries of its report that are due at one moment. */
  readonly step: number;
  /** Failed attempts since it was begun, or begun again. */
  failures: number;
  sending: Sending | null;
  due: Due | null;
  /** Its report is gone: no further attempt. */
  forgotten: boolean;
}

const UNTRIED = { sending: null, due: null, forgotten: false } as const;
