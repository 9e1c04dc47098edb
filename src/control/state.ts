import { refuse } from '../errors/api-errors.ts';
import type { SandboxSnapshot } from '../sandbox/snapshot.ts';
import { takeSnapshot } from '../sandbox/snapshot.ts';
import { MOST_STATE_BYTES } from '../sandbox/bounds.ts';
import type { Control } from './control.ts';

export type { SandboxSnapshot } from '../sandbox/snapshot.ts';

export const getState: Control = (_input, { sandbox }) => ({ json: writeState(takeSnapshot(sandbox)) });

export const setState: Control = ({ body }, { sandbox, sandboxes }) => {
  sandboxes.restore(sandbox.name, body);
  return {};
};

/** @throws ApiError `bound.reached` for one that could not be sent back. */
function writeState(state: SandboxSnapshot): string {
  const json = asJson(state);
  if (json !== null && Buffer.byteLength(json) <= MOST_STATE_BYTES) return json;
  throw refuse('bound.reached', `a state document holds at most ${MOST_STATE_BYTES} bytes`);
}

/** Null when it is longer than any text can be. */
function asJson(state: SandboxSnapshot): string | null {
  try {
    return JSON.stringify(state);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
