import type { Caller } from '../identity/access.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Surface } from '../surfaces/surface.ts';

/** What a client sent, as far as HTTP has understood it. */
export interface OperationInput {
  /** The id in the path, trimmed and in lower case; empty where the path has none. */
  readonly pathId: string;
  /** The query string, undecoded. */
  readonly search: string;
  /** The parsed JSON of a body; undefined where the operation takes none. */
  readonly body: unknown;
}

export interface OperationContext {
  readonly sandbox: Sandbox;
  readonly surface: Surface;
  readonly caller: Caller;
  /** Scheme, host and port by which this client reached the emulator: links begin with it. */
  readonly linkOrigin: () => string;
  /** Whether links are to have expired when they are given out: a fault. */
  readonly linksExpire: boolean;
  /** Whether this request only looks, and so counts for nothing. */
  readonly isObserving: boolean;
  /** Runs `action` once the answer is out, whatever it is. */
  readonly afterAnswer: (action: () => void) => void;
}

export interface OperationResult {
  readonly value: readonly unknown[];
  readonly message: string | null;
  /** What a local user may want to know. */
  readonly hint?: string;
}

export type Operation = (
  input: OperationInput,
  context: OperationContext,
) => OperationResult | Promise<OperationResult>;
