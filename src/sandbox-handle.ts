import { deliverAgain, listCallbacks, type CallbackDelivery } from './control/callbacks.ts';
import {
  changeClock,
  letTimePass,
  showClock,
  type ClockAdvanced,
  type ClockSetting,
  type ClockState,
} from './control/clock.ts';
import { listInbox, type ReceivedCallback } from './control/inbox.ts';
import { listRequests, type RequestFilter, type RequestRecord } from './control/requests.ts';
import { runOnceMore, type ExtraExecution } from './control/run-report.ts';
import { issueToken, type TokenRequest } from './control/tokens.ts';
import { makeFault, type FaultRule, type FaultState } from './control/faults.ts';
import type { Issuer } from './identity/issuer.ts';
import type { Duration } from './options/emulator-options.ts';
import { formatInstant } from './primitives/instant.ts';
import type { ExecutionStatus } from './schedule/execution.ts';
import type { FeedEvent, ToldEvent } from './sandbox/feed/sandbox-event.ts';
import type { Sandboxes } from './sandbox/sandboxes.ts';
import { takeSnapshot, type SandboxSnapshot } from './sandbox/snapshot.ts';
import {
  waitForCallback,
  waitForExecution,
  type ExecutionWaitOptions,
  type ReportExecution,
  type WaitOptions,
} from './wait-for.ts';

/** One sandbox, for the program that started the emulator: what `/_emulator` offers, without HTTP. */
export interface SandboxHandle {
  readonly name: string;
  /** Base address of everything in this sandbox: append the path of a surface or of `/_emulator`. */
  readonly url: string;
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  /** Every callback delivery so far with its attempts, oldest first. */
  callbacks(): readonly CallbackDelivery[];
  /** Starts over with a delivery, at once. */
  redeliver(callbackId: string): CallbackDelivery;
  /** What `CallbackUrl`s of the form `<url>/_emulator/inbox/…` have received, oldest first. */
  inbox(): readonly ReceivedCallback[];
  clearInbox(): void;
  /** The last requests to the sandbox and their answers, oldest first. */
  requests(filter?: RequestFilter): readonly RequestRecord[];
  /** Forgets them; numbers go on. */
  clearRequests(): void;
  /**
   * What changes in the sandbox from this call on, until it is removed, the emulator is closed, or the signal aborts. `ready` comes
   * first; `missed` says that a slow reader has lost some.
   */
  events(signal?: AbortSignal): AsyncIterable<FeedEvent>;
  /** A signed token: a request with it belongs to this sandbox. */
  token(request?: TokenRequest): Promise<string>;
  /** Runs a report once more, now, beside its schedule. */
  run(reportId: string): ExtraExecution;
  /**
   * Answers with an execution of the report once it has the status (`Completed` unless told otherwise). A clock that stands is
   * advanced to it, so that nothing sleeps; a running one is waited for.
   */
  waitForExecution(
    reportId: string,
    status?: ExecutionStatus,
    options?: ExecutionWaitOptions,
  ): Promise<ReportExecution>;
  /** Answers with the report's newest callback once it is delivered, and rejects when it has failed for good. */
  waitForCallback(reportId: string, options?: WaitOptions): Promise<CallbackDelivery>;
  /** The whole sandbox as one JSON document: its records, clock, counters, options, faults, deliveries and inbox. */
  state(): SandboxSnapshot;
  /** Replaces the sandbox by what `state()` has given, here or in another emulator; a document that is not good changes nothing. */
  restore(state: unknown): void;
  /** Makes the sandbox as it started. */
  reset(): void;
}

export interface SandboxClock {
  now(): Date;
  get(): ClockState;
  /** Sets what is given and keeps the rest; a later `now` is an advance. */
  set(setting: ClockSetting): Promise<ClockState>;
  /** Lets time pass; answers when everything due on the way has happened and its callbacks have settled. */
  advance(by: Duration, options?: AdvanceOptions): Promise<ClockAdvanced>;
  advanceTo(moment: string | Date, options?: AdvanceOptions): Promise<ClockAdvanced>;
}

export interface AdvanceOptions {
  /** Its abort ends the advance at the moment that has been reached, and rejects with its reason. */
  signal?: AbortSignal;
}

/** What goes wrong on purpose. */
export interface SandboxFaults {
  /** Adds a rule, and gives its id. */
  add(rule: FaultRule): string;
  /** In the order in which they were added, with what has come of them. */
  list(): readonly FaultState[];
  /** False when there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
}

/** What handles need of their emulator. */
export interface HandleSetup {
  readonly sandboxes: Sandboxes;
  readonly issuer: Issuer;
  /** Where its paths begin. */
  readonly url: string;
}

/** Looks the sandbox up anew at each call: a reset replaces it. */
export function sandboxHandle({ sandboxes, issuer, url }: HandleSetup, name: string): SandboxHandle {
  sandboxes.find(name);
  const sandbox = () => sandboxes.find(name);
  return {
    name,
    url: `${url}/sandbox/${name}`,
    clock: {
      now: () => new Date(sandbox().clock.now()),
      get: () => showClock(sandbox()),
      set: async (setting) => changeClock(sandbox(), setting),
      advance: async (by, options) => letTimePass(sandbox(), { by }, options?.signal),
      advanceTo: async (moment, options) => letTimePass(sandbox(), { to: asText(moment) }, options?.signal),
    },
    faults: {
      add: (rule) => makeFault(sandbox(), rule).id,
      list: () => sandbox().faults.list(),
      remove: (id) => sandbox().faults.remove(id),
      clear: () => sandbox().faults.clear(),
    },
    callbacks: () => listCallbacks(sandbox()),
    redeliver: (callbackId) => deliverAgain(sandbox(), callbackId),
    inbox: () => listInbox(sandbox()),
    clearInbox: () => sandbox().inbox.clear(),
    requests: (filter) => listRequests(sandbox(), filter),
    clearRequests: () => sandbox().journal.clear(),
    events: (signal = new AbortController().signal) => eachOf(sandboxes.follow(sandbox(), null, signal)),
    token: async (request) => (await issueToken(sandbox(), issuer, request)).access_token,
    run: (reportId) => runOnceMore(sandbox(), reportId),
    waitForExecution: async (reportId, status = 'Completed', options = {}) =>
      waitForExecution(sandbox, reportId, status, options, url),
    waitForCallback: async (reportId, options = {}) => waitForCallback(sandbox, reportId, options),
    state: () => takeSnapshot(sandbox()),
    restore: (state) => sandboxes.restore(name, state),
    reset: () => sandboxes.reset(sandbox()),
  };
}

async function* eachOf(batches: AsyncIterable<readonly ToldEvent[]>): AsyncGenerator<FeedEvent> {
  for await (const batch of batches) for (const { event } of batch) yield event;
}

function asText(moment: string | Date): string {
  return typeof moment === 'string' ? moment : formatInstant(moment.getTime());
}
