import { ControlError } from '../errors/control-errors.ts';
import type { FaultState } from '../faults/fault.ts';
import { controlBodies } from '../generated/request-inputs.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { readControlBody } from './read-control-body.ts';

export type { FaultState } from '../faults/fault.ts';
export type { FaultRule } from '../faults/read-fault-rule.ts';

export const getFaults: Control = (_input, { sandbox }) => ({ body: { faults: sandbox.faults.list() } });

export const addFault: Control = ({ body }, { sandbox }) => ({ body: makeFault(sandbox, body) });

export const clearFaults: Control = (_input, { sandbox }) => {
  sandbox.faults.clear();
  return {};
};

export const removeFault: Control = ({ parameter }, { sandbox }) => {
  if (sandbox.faults.remove(parameter)) return {};
  throw new ControlError('NotFound', `There is no fault '${parameter.slice(0, 100)}' in this sandbox`);
};

export function makeFault(sandbox: Sandbox, rule: unknown): FaultState {
  return sandbox.faults.add(readControlBody(controlBodies.AddFault, rule));
}
