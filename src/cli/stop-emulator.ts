import { wallClock } from '../clock/wall-clock.ts';
import type { Emulator } from '../emulator.ts';
import { complain } from './complain.ts';

/** An emulator must not outlive its end for longer than this, whatever hangs. */
const STOP_WITHIN_MS = 1500;

/** Stops an emulator, and the process with this code; with 1 when something could not be stopped as it should, unless the code tells of a failure already. */
export async function stopAndExit(emulator: Emulator, exitCode = 0): Promise<never> {
  wallClock.after(STOP_WITHIN_MS, () => process.exit(exitCode));
  try {
    await emulator.close();
  } catch (error) {
    complain(`could not stop properly: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(exitCode || 1);
  }
  process.exit(exitCode);
}
