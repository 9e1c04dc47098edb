import { wallClock } from '../clock/wall-clock.ts';
import type { Emulator } from '../emulator.ts';
import type { NormalizedOptions } from '../options/normalized-options.ts';
import { complain } from './complain.ts';
import { ReportProgress } from './report-progress.ts';
import type { Settings } from './read-settings.ts';
import { startOrExit } from './start-emulator.ts';
import { stopAndExit } from './stop-emulator.ts';
import { toldToStop } from './told-to-stop.ts';

/** Serves until a signal comes, then ends the process. */
export async function serve(settings: Settings, normalized: NormalizedOptions): Promise<void> {
  const stopped = toldToStop();
  const { stderr } = process;
  const watchers = stderr.isTTY ? { reportWatcher: new ReportProgress(wallClock, stderr) } : {};
  const emulator = await startOrExit(settings, normalized, watchers);
  // Nobody may be there to read it.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`Insights emulator ready on ${emulator.url}\n`);
  saveWhenAsked(emulator, normalized.state);
  await stopped;
  await stopAndExit(emulator);
}

/** SIGUSR2 saves the state file without stopping; Windows has no such signal. */
function saveWhenAsked(emulator: Emulator, state: string | null): void {
  process.on('SIGUSR2', () => {
    try {
      if (state !== null) emulator.saveState();
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    }
  });
}
