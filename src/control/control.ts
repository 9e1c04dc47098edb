import type { Issuer } from '../identity/issuer.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ToldEvent } from '../sandbox/feed/sandbox-event.ts';
import type { Sandboxes } from '../sandbox/sandboxes.ts';

export interface ControlInput {
  readonly method: string;
  /** What stands in the path for its parameter, as sent; empty where it has none. */
  readonly parameter: string;
  /** The first value of a header, as sent. */
  readonly header: (name: string) => string | undefined;
  /** The query string's parameters. */
  readonly query: URLSearchParams;
  /** The parsed JSON of a body; undefined when there is none. */
  readonly body: unknown;
  /** The body as it was sent. */
  readonly bytes: Buffer;
  /** Aborted when the client goes away without its answer. */
  readonly whileAwaited: () => AbortSignal;
}

export interface Urls {
  readonly http: string;
  readonly https?: string;
  readonly proxy?: string;
}

export interface ControlContext {
  /** The sandbox of the request, made on first use: a call that has no use for it does not ask. */
  readonly sandbox: Sandbox;
  readonly sandboxes: Sandboxes;
  readonly issuer: Issuer;
  /** The addresses at which the emulator is reached. */
  readonly urls: () => Urls;
}

export interface ControlAnswer {
  /** 200 unless it says so, or 204 without a body. */
  readonly status?: number;
  readonly body?: unknown;
  /** The same as JSON, where it has been written already. */
  readonly json?: string;
  /** A stream of events instead of a body. */
  readonly events?: AsyncIterable<readonly ToldEvent[]>;
}

export type Control = (
  input: ControlInput,
  context: ControlContext,
) => ControlAnswer | Promise<ControlAnswer>;
