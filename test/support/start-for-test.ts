import { startEmulator, type Emulator } from '../../src/emulator.ts';
import type { EmulatorOptions } from '../../src/options/emulator-options.ts';
import type { SandboxHandle } from '../../src/sandbox-handle.ts';
import { Partner } from './partner.ts';

/** An emulator of one's own with a frozen clock, a client and the handle of its default sandbox; `await using` ends it. */
export interface World extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly sandbox: SandboxHandle;
  readonly partner: Partner;
}

export interface WorldOptions extends Omit<EmulatorOptions, 'clock'> {
  /** Where the frozen clock stands. */
  readonly now?: string;
  readonly clock?: EmulatorOptions['clock'];
}

export const SURFACE = '/insights/v1/mpn';
export const START = '2026-01-15T00:00:00Z';

export async function startForTest({ now = START, clock, ...options }: WorldOptions = {}): Promise<World> {
  const emulator = await startEmulator({ port: 0, clock: clock ?? { mode: 'frozen', now }, ...options });
  return {
    emulator,
    sandbox: emulator.sandbox('default'),
    partner: new Partner(`${emulator.url}${SURFACE}`),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}
