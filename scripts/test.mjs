/**
 * The checks beside the tests, which leave much of a second core unused: that saves half a minute. Tests go before: nothing in them is to
 * wait for a linter. What is given goes on to Jest.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);
const jest = join(dirname(resolve('jest/package.json')), 'bin/jest.js');
const check = fileURLToPath(new URL('check.mjs', import.meta.url));

const checking = spawn(process.execPath, [check], { stdio: ['ignore', 'pipe', 'inherit'] });
if (checking.pid !== undefined) setPriority(checking.pid, constants.priority.PRIORITY_LOW);
const testing = spawn(process.execPath, [jest, ...process.argv.slice(2)], { stdio: 'inherit' });

const [found, ...codes] = await Promise.all([text(checking.stdout), codeOf(checking), codeOf(testing)]);
// Last, so that it is not lost among what tests print.
process.stdout.write(found);
if (codes.some((code) => code !== 0)) process.exitCode = 1;

function codeOf(child) {
  return new Promise((done) => child.on('close', done));
}
