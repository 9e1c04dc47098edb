import type { operations } from '../generated/request-inputs.ts';
import { getCallbacks, redeliverCallback } from './callbacks.ts';
import { advanceClock, getClock, setClock } from './clock.ts';
import type { Control } from './control.ts';
import { getEvents } from './events.ts';
import { getDatasets, sampleDataset } from './datasets.ts';
import { addFault, clearFaults, getFaults, removeFault } from './faults.ts';
import { getHealth } from './health.ts';
import { clearInbox, getInbox, receiveInInbox } from './inbox.ts';
import { runQuery } from './query.ts';
import { clearRequests, getRequests } from './requests.ts';
import { resetSandbox } from './reset.ts';
import { getState, setState } from './state.ts';
import { runReport } from './run-report.ts';
import { createSandbox, deleteSandbox, getSandboxes } from './sandboxes.ts';
import { getTimeline } from './timeline.ts';
import { createToken } from './tokens.ts';

type ControlOperation = Extract<(typeof operations)[number], { readonly area: 'control' }>;
export type ControlId = ControlOperation['operationId'];

/** The calls of the control plane; where each one stands is openapi.yaml's to say. */
export const allControls: Readonly<Record<ControlId, Control>> = {
  GetHealth: getHealth,
  CheckHealth: getHealth,
  GetClock: getClock,
  SetClock: setClock,
  AdvanceClock: advanceClock,
  ResetSandbox: resetSandbox,
  GetState: getState,
  SetState: setState,
  GetSandboxes: getSandboxes,
  CreateSandbox: createSandbox,
  DeleteSandbox: deleteSandbox,
  RunReport: runReport,
  GetEvents: getEvents,
  GetTimeline: getTimeline,
  GetDatasets: getDatasets,
  SampleDataset: sampleDataset,
  RunQuery: runQuery,
  GetRequests: getRequests,
  ClearRequests: clearRequests,
  GetCallbacks: getCallbacks,
  RedeliverCallback: redeliverCallback,
  GetInbox: getInbox,
  ClearInbox: clearInbox,
  ReceiveInInbox: receiveInInbox,
  CreateToken: createToken,
  GetFaults: getFaults,
  AddFault: addFault,
  ClearFaults: clearFaults,
  RemoveFault: removeFault,
};
