export { startEmulator } from './emulator.ts';
export type { Emulator } from './emulator.ts';
export type { SandboxClock, SandboxHandle } from './sandbox-handle.ts';
export { OptionsError } from './options/options-error.ts';
export type {
  AuthMode,
  ClockOptions,
  Duration,
  EmulatorOptions,
  ExecutionDefault,
  LogLevel,
} from './options/emulator-options.ts';
