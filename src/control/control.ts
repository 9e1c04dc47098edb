import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Sandboxes } from '../sandbox/sandboxes.ts';

export interface ControlInput {
  /** The parsed JSON of a body; undefined when there is none. */
  readonly body: unknown;
}

export interface ControlContext {
  readonly sandbox: Sandbox;
  readonly sandboxes: Sandboxes;
  /** The addresses at which the emulator is reached. */
  readonly urls: () => { readonly http: string };
}

/** 204 when there is no body. */
export interface ControlAnswer {
  readonly body?: unknown;
}

export type Control = (
  input: ControlInput,
  context: ControlContext,
) => ControlAnswer | Promise<ControlAnswer>;
