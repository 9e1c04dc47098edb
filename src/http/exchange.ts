import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its answer, as the rooms behind HTTP know them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Names the exchange in the answer, in messages and in the log. Not from the sandbox: it changes nothing that is repeatable. */
  readonly correlationId: string;
  readonly requestId: string;
  /** By the clock of `performance`. */
  readonly startedMs: number;
  /**
   * Whether it only looks, as the dashboard does: it is answered as ever, but leaves no trace in the journal, is struck by no fault and
   * moves no clock.
   */
  readonly isObserving: boolean;
  /** What is to happen once the answer is out. */
  readonly afterwards: (() => void)[];
  /** For the journal, filled on the way. */
  readonly noted: Noted;
}

interface Noted {
  /** Its operationId, once a route is found. */
  operation: string | null;
  requestBody: string | null;
  /** Null for one that is no text. */
  responseBody: string | null;
  /** What `X-Emulator-Hint` told. */
  hint: string | null;
  /** Left out: it is not about the service. */
  hidden: boolean;
}

export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  return {
    request,
    response,
    correlationId: randomUUID(),
    requestId: randomUUID(),
    startedMs: performance.now(),
    isObserving: request.method === 'GET' && header(request, 'x-emulator-observe') !== undefined,
    afterwards: [],
    noted: { operation: null, requestBody: null, responseBody: null, hint: null, hidden: false },
  };
}

/** A header; where it was repeated, the values joined by commas, or the first of those that may not be. A list is of Set-Cookie only. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.at(-1) : value;
}

/** How long it has taken so far, in ms, to a tenth. */
export function takenMs({ startedMs }: Exchange): number {
  return Math.round((performance.now() - startedMs) * 10) / 10;
}
