import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import type { SecureContext } from 'node:tls';
import type { WallClock } from '../clock/wall-clock.ts';
import { HostRefused, type CallbackHosts } from './callback-hosts.ts';
import type { CallbackMethod } from './callback-url.ts';

/** How one attempt at a callback ended. */
export interface Outcome {
  readonly kind: 'answered' | 'timedOut' | 'failed' | 'refused' | 'notTried' | 'aborted';
  /** The status of the answer, where there was one. */
  readonly status: number | null;
  readonly error: string | null;
  /** Real time from sending to the answer's headers. */
  readonly durationMs: number;
}

export interface CallbackRequestSetup {
  readonly wall: WallClock;
  readonly hosts: CallbackHosts;
  /** Tells, for HTTPS, whom to believe; without it those whom Node believes. */
  readonly secureContext?: (() => SecureContext) | undefined;
  /** Covers everything from connecting to the end of the answer's headers. */
  readonly timeoutMs: number;
  /** Told once, as soon as the outcome is known. */
  onOutcome(outcome: Outcome): void;
  /** Told once, when nothing of the request is left; never before the outcome. */
  onClosed(): void;
}

/** Sends one callback, without following redirects. The answer says how to break it off. */
export async function sendCallback(
  url: URL,
  method: CallbackMethod,
  setup: CallbackRequestSetup,
): Promise<ClientRequest> {
  const { wall, hosts, timeoutMs } = setup;
  const startedMs = wall.monotonicMs();
  let settled = false;
  const settle = (kind: Outcome['kind'], status: number | null, error: string | null): void => {
    if (settled) return;
    settled = true;
    setup.onOutcome({ kind, status, error, durationMs: Math.round(wall.monotonicMs() - startedMs) });
  };

  const options = { method, agent: false, lookup: hosts.lookupFor(url), headers: headersOf(method) };
  const request =
    url.protocol === 'https:'
      ? await openSecurely(url, { ...options, secureContext: setup.secureContext?.() })
      : http.request(url, options);
  const cancelTimeout = wall.after(timeoutMs, () => {
    settle('timedOut', null, `no answer within ${timeoutMs} ms`);
    request.destroy();
  });
  request.on('response', (response) => {
    settle('answered', response.statusCode ?? null, null);
    drain(response);
  });
  request.on('error', (error) =>
    settle(error instanceof HostRefused ? 'refused' : 'failed', null, describe(error)),
  );
  request.on('close', () => {
    cancelTimeout();
    settle('failed', null, 'the connection was closed without an answer');
    setup.onClosed();
  });
  request.end();
  return request;
}

async function openSecurely(
  url: URL,
  options: http.RequestOptions & { readonly secureContext: SecureContext | undefined },
): Promise<ClientRequest> {
  const https = await import('node:https');
  return https.request(url, options);
}

/** How much of an answer is read, so that a receiver that answers in a sentence or two need not see its connection break. */
const DRAINED_BYTES = 64 * 1024;

function headersOf(method: CallbackMethod): http.OutgoingHttpHeaders {
  const agent = { 'user-agent': 'partner-center-insights-emulator' };
  return method === 'POST' ? { ...agent, 'content-length': 0 } : agent;
}

function drain(response: IncomingMessage): void {
  let read = 0;
  response.on('error', () => {}); // the outcome is known; a body that breaks off changes nothing
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > DRAINED_BYTES) response.destroy();
  });
}

/** Trying a name's several addresses fails with one error for all of them, which has no message of its own. */
function describe(error: Error & { readonly errors?: readonly Error[] }): string {
  return error.errors?.[0]?.message ?? error.message;
}
