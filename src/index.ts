export { createApp } from './create-app.ts';
export type { AppOptions, EmulatorApp } from './create-app.ts';
export { startEmulator } from './emulator.ts';
export type { Emulator } from './emulator.ts';
export type { CallbackDelivery } from './control/callbacks.ts';
export type { ReceivedCallback } from './control/inbox.ts';
export type { RequestFilter, RequestRecord } from './control/requests.ts';
export type { ExtraExecution } from './control/run-report.ts';
export type { SandboxState } from './control/sandboxes.ts';
export type { TokenRequest } from './control/tokens.ts';
export type { ExecutionWaitOptions, ReportExecution, WaitOptions } from './wait-for.ts';
export type { AdvanceOptions, SandboxClock, SandboxFaults, SandboxHandle } from './sandbox-handle.ts';
export type { FaultRule, FaultState } from './control/faults.ts';
export type { FeedEvent } from './sandbox/feed/sandbox-event.ts';
export type { SandboxSnapshot } from './sandbox/snapshot.ts';
export { OptionsError } from './options/options-error.ts';
export type {
  AuthMode,
  ClockOptions,
  Duration,
  EmulatorOptions,
  ExecutionDefault,
  LogLevel,
  SandboxSettings,
} from './options/emulator-options.ts';
