import { spawn } from 'node:child_process';
import { REPOSITORY } from '../cli/run-cli.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end in an environment of its own, while this process goes on. */
export function run(command: string, words: readonly string[], cwd = REPOSITORY): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const child = spawn(command, words, { cwd, env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
