import type { Control } from './control.ts';
import { requireNoBody } from './read-control-body.ts';

export const resetSandbox: Control = ({ body }, { sandbox, sandboxes }) => {
  requireNoBody(body);
  sandboxes.reset(sandbox);
  return {};
};
