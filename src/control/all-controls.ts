import type { operations } from '../generated/request-inputs.ts';
import { advanceClock, getClock, setClock } from './clock.ts';
import type { Control } from './control.ts';
import { getHealth } from './health.ts';
import { resetSandbox } from './reset.ts';

type ControlOperation = Extract<(typeof operations)[number], { readonly area: 'control' }>;
export type ControlId = ControlOperation['operationId'];

/** The calls of the control plane; where each one stands is openapi.yaml's to say. */
export const allControls: Readonly<Record<ControlId, Control>> = {
  GetHealth: getHealth,
  GetClock: getClock,
  SetClock: setClock,
  AdvanceClock: advanceClock,
  ResetSandbox: resetSandbox,
};
