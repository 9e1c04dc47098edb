/**
 * A program beside a command that is run: it outlives whoever started it, even when that is killed, and then ends what is left of the
 * command and removes the folder that was made for it.
 *
 * Its first argument is the folder. On stdin it is told, a line each, what to end, as `process.kill` takes it: a process, a group
 * (negative), or 0 for nothing; the last line counts. The end of stdin is the sign to begin.
 */
import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { isRunning } from './is-running.ts';
import { processesNaming } from './processes-naming.ts';

/** How long what is told to end may take for it. */
const GRACE_MS = 2000;
const LOOK_EVERY_MS = 20;

void text(process.stdin).then(tidyUp, () => tidyUp(''));

function tidyUp(told: string): void {
  const [, , folder = ''] = process.argv;
  const last = told.trimEnd().split('\n').at(-1) ?? '';
  if (last !== '' && last !== '0') end(Number(last));
  // What has left its group, or was started in the moment before it could be told.
  if (last !== '0') for (const pid of processesNaming(folder)) tell(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function end(target: number): void {
  if (!isRunning(target)) return;
  tell(target, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS; waited += LOOK_EVERY_MS) {
    pause(LOOK_EVERY_MS);
    if (!isRunning(target)) return;
  }
  tell(target, 'SIGKILL');
}

function tell(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It has ended just now.
  }
}

/** Nothing else is to be done meanwhile. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
