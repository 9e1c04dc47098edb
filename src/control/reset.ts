import type { Control } from './control.ts';

export const resetSandbox: Control = (_input, { sandbox, sandboxes }) => {
  sandboxes.reset(sandbox);
  return {};
};
