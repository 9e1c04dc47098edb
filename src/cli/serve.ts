import { wallClock } from '../clock/wall-clock.ts';
import type { Emulator } from '../emulator.ts';
import { isLoopbackAddress } from '../primitives/loopback.ts';
import type { NormalizedOptions } from '../options/normalized-options.ts';
import { isOptionsError } from '../options/options-error.ts';
import { complain } from './complain.ts';
import { Progress, tellRows } from './progress.ts';
import type { Settings } from './read-settings.ts';
import { toldToStop } from './told-to-stop.ts';

/** An emulator must not outlive its signal for longer than this, whatever hangs. */
const STOP_WITHIN_MS = 1500;

/** Serves until a signal comes, then ends the process. */
export async function serve(
  { options, describe }: Settings,
  { host, port, adminKey, state }: NormalizedOptions,
): Promise<void> {
  if (!isLoopbackAddress(host) && adminKey === null) {
    complain(`warning: --host ${host} lets other machines in; guard /_emulator with --admin-key`);
  }
  const stopped = toldToStop();
  let emulator: Emulator;
  try {
    // Loaded here: help and complaints about flags need none of it.
    const { startEmulator } = await import('../emulator.ts');
    const reading = new Progress(wallClock, process.stderr);
    emulator = await startEmulator(options, tellRows(reading)).finally(() => reading.end());
  } catch (error) {
    // What options name may be wrong too: it is looked at when it is used.
    if (isOptionsError(error)) {
      for (const problem of describe(error)) complain(problem);
      process.exit(2);
    }
    complain(whyNotListening(error, host, port));
    process.exit(1);
  }
  // Nobody may be there to read it.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`Insights emulator ready on ${emulator.url}\n`);
  saveWhenAsked(emulator, state);
  await stopped;
  await stop(emulator);
}

/** SIGUSR2 saves the state file without stopping; Windows has no such signal. */
function saveWhenAsked(emulator: Emulator, state: string | null): void {
  process.on('SIGUSR2', () => {
    try {
      if (state !== null) emulator.saveState();
    } catch (error) {
      complain(messageOf(error));
    }
  });
}

async function stop(emulator: Emulator): Promise<void> {
  wallClock.after(STOP_WITHIN_MS, () => process.exit(0));
  try {
    await emulator.close();
    process.exit(0);
  } catch (error) {
    complain(`could not stop properly: ${messageOf(error)}`);
    process.exit(1);
  }
}

function whyNotListening(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${host} is in use; choose another with --port, or any free one with --port 0`;
  }
  if (code === 'EACCES') return `port ${port} on ${host} may not be used; choose one from 1024 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `this machine has no address '${host}' (--host)`;
  return `could not start: ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
