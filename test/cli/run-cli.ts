import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line as a process; it is killed when its scope ends. */
export class RunningCli implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    program = join(REPOSITORY, 'dist/cli.cjs'),
  ) {
    this.child = spawn(process.execPath, [program, ...words], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = once(this.child, 'close').then(() => ({
      code: this.child.exitCode,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Waits until it serves; the answer is the address it told. */
  async url(): Promise<string> {
    const ready = /^Insights emulator ready on (\S+)\n$/;
    while (!ready.test(this.#stdout)) {
      const more = this.child.stdout === null ? this.ended : once(this.child.stdout, 'data');
      const ended = await Promise.race([more.then(() => null), this.ended]);
      if (ended !== null) throw new Error(`It ended with ${ended.code}: ${ended.stderr}`);
    }
    return ready.exec(this.#stdout)?.[1] ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Runs the command line to its end. */
export function runCli(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new RunningCli(words, environment).ended;
}
