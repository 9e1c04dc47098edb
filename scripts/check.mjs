/**
 * Types, lint and format at the same time: each is one thread's work. What one of them finds is printed whole when it ends. Types and
 * format remember what they have seen; lint does not, as its findings in a file may come of another.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const CHECKS = [
  ['typescript/package.json', 'bin/tsc', '--noEmit', ...remembering('all')],
  ['typescript/package.json', 'bin/tsc', '--noEmit', '--project', 'web', ...remembering('web')],
  ['eslint/package.json', 'bin/eslint.js', '--max-warnings', '0', '.'],
  ['prettier/package.json', 'bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.'],
];

const codes = await Promise.all(CHECKS.map(run));
if (codes.some((code) => code !== 0)) process.exitCode = 1;

function remembering(name) {
  return ['--incremental', '--tsBuildInfoFile', `node_modules/.cache/types/${name}.tsbuildinfo`];
}

function run([manifest, program, ...words]) {
  const child = spawn(process.execPath, [join(dirname(resolve(manifest)), program), ...words]);
  const printed = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  child.stderr.on('data', (chunk) => printed.push(chunk));
  return new Promise((done) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(printed));
      done(code);
    });
  });
}
