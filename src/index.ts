export { startEmulator } from './emulator.ts';
export type { Emulator } from './emulator.ts';
export type { SandboxClock, SandboxFaults, SandboxHandle } from './sandbox-handle.ts';
export type { FaultRule, FaultState } from './control/faults.ts';
export { OptionsError } from './options/options-error.ts';
export type {
  AuthMode,
  ClockOptions,
  Duration,
  EmulatorOptions,
  ExecutionDefault,
  LogLevel,
} from './options/emulator-options.ts';
