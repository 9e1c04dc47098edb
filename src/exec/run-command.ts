import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { errorCode } from '../primitives/error-code.ts';
import type { Environment } from './command-environment.ts';

export interface CommandRun {
  /** The command's exit code, as a shell has it: 128 and the signal's number when one ended it, 127 when there is no such command. */
  readonly exitCode: number;
  /** Why it could not be run; null when it was. */
  readonly problem: string | null;
}

export interface CommandToRun {
  readonly command: string;
  readonly words: readonly string[];
  readonly environment: Environment;
  /** A folder that goes when the command has ended, and everything that was left of it. */
  readonly folder: string;
  /** The program that sees to this, whatever becomes of this process. */
  readonly janitorFile: string;
}

/**
 * Runs a command to its end: it has this process's stdin, stdout and stderr, and gets its signals.
 *
 * In a terminal it belongs to the same group of processes, so that it can ask for passwords and be stopped by Ctrl-Z. Elsewhere it gets
 * a group of its own, all of which ends with it.
 */
export async function runCommand(run: CommandToRun): Promise<CommandRun> {
  const janitor = startJanitor(run);
  const ownGroup = !isatty(0) && process.platform !== 'win32';
  const outcome = await watched(run, ownGroup, janitor);
  await janitor.finish();
  return outcome;
}

async function watched(run: CommandToRun, ownGroup: boolean, janitor: Janitor): Promise<CommandRun> {
  let child: ChildProcess | null = null;
  // Before the command is there: what comes while it is started is heard when it has been.
  const stopPassing = passSignals(() => child, ownGroup);
  try {
    child = spawn(run.command, run.words, { stdio: 'inherit', env: run.environment, detached: ownGroup });
  } catch (error) {
    stopPassing();
    return notRun(run.command, error);
  }
  if (child.pid !== undefined) janitor.tell(ownGroup ? -child.pid : child.pid);
  const outcome = await outcomeOf(child, run.command);
  stopPassing();
  // A number may be given to another process as soon as its own is gone; that of a group is kept as long as it has members.
  if (!ownGroup) janitor.tell(0);
  return outcome;
}

interface Janitor {
  tell(target: number): void;
  finish(): Promise<void>;
}

function startJanitor({ janitorFile, folder }: CommandToRun): Janitor {
  const janitor = spawn(process.execPath, [janitorFile, folder], {
    // Of a group of its own: what ends this process must not end it as well.
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = once(janitor, 'close').catch(() => undefined);
  // It may have been killed.
  janitor.stdin.on('error', () => {});
  return {
    tell: (target) => void janitor.stdin.write(`${target}\n`),
    async finish() {
      janitor.stdin.end();
      await ended;
    },
  };
}

/** Hands on what this process is told; the answer ends that. */
function passSignals(find: () => ChildProcess | null, ownGroup: boolean): () => void {
  const pass = (signal: NodeJS.Signals): void => {
    const child = find();
    // A terminal gives what its keys mean to the whole group of processes, and a program that gets Ctrl-C twice may think that it is urgent.
    if (!OF_KEYS.includes(signal)) child?.kill(signal);
    else if (ownGroup && child?.pid !== undefined) tellGroup(child.pid, signal);
  };
  for (const signal of PASSED) process.on(signal, pass);
  return () => {
    for (const signal of PASSED) process.off(signal, pass).on(signal, () => {});
  };
}

const OF_KEYS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const PASSED: readonly NodeJS.Signals[] = [...OF_KEYS, 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

function tellGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended just now.
  }
}

function outcomeOf(child: ChildProcess, command: string): Promise<CommandRun> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(notRun(command, error));
    });
    child.on('exit', (code, signal) => {
      const exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
      resolve({ exitCode, problem: null });
    });
  });
}

/** As shells have it: 127 for a command that is not there, 126 for one that cannot be run. */
function notRun(command: string, error: unknown): CommandRun {
  const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
  if (isMissing) return { exitCode: 127, problem: `there is no command '${command}'` };
  const why = error instanceof Error ? error.message : String(error);
  return { exitCode: 126, problem: `cannot run '${command}': ${why}` };
}
