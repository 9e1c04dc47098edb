/**
 * From spawn to the first 200 of `health`, and resident memory then, against a bare Express 5 server; and `startEmulator` and `close` in a
 * process that has the package already. Usage: node bench/cold-start.mjs [pairs] [path of cli.cjs]
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost } from './goals.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PAIRS = Number(process.argv[2] ?? 20);
const CLI = process.argv[3] ?? join(HERE, '../dist/cli.cjs');
const HELLO = join(HERE, 'servers/express-hello.cjs');

await coldStart();
await inProcess();

async function coldStart() {
  const ours = [];
  const theirs = [];
  for (let pair = -1; pair < PAIRS; pair += 1) {
    // Each goes first as often as the other; the first pair only warms the disk.
    const first = pair % 2 === 0;
    const one = first ? await startOnce([CLI, '--port', '0']) : null;
    const other = await startOnce([HELLO]);
    const emulator = one ?? (await startOnce([CLI, '--port', '0']));
    if (pair < 0) continue;
    ours.push(emulator);
    theirs.push(other);
  }
  for (const [name, figure, unit, goal] of [
    ['cold start', 'ms', 'ms', 1.0],
    ['resident memory', 'mib', 'MiB', 1.3],
  ]) {
    const ratio = median(ours.map((one, i) => one[figure] / theirs[i][figure]));
    const of = (list) => `${median(list.map((one) => one[figure])).toFixed(1)} ${unit}`;
    console.log(
      `${name}: ${ratio.toFixed(2)} × Express 5 (${of(ours)} to ${of(theirs)}; ${atMost(ratio, goal, ' ×')})`,
    );
  }
}

/** Starts a server, asks it once, ends it. */
async function startOnce(words) {
  const began = performance.now();
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /http:\S+(?=\n)/.exec(text);
      if (found !== null) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`${words.join(' ')} ended with ${code}`)));
  });
  const answer = await fetch(`${url}/_emulator/health`, { headers: { connection: 'close' } });
  const ms = performance.now() - began;
  if (answer.status !== 200) throw new Error(`${words.join(' ')} answered ${answer.status}`);
  const mib = residentMib(child.pid);
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  return { ms, mib };
}

/** Linux only; elsewhere not a number. */
function residentMib(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return NaN;
  }
}

async function inProcess() {
  const { startEmulator } = createRequire(import.meta.url)(join(dirname(CLI), 'index.cjs'));
  const starts = [];
  const closes = [];
  for (let time = 0; time < PAIRS; time += 1) {
    const began = performance.now();
    const emulator = await startEmulator({ port: 0 });
    const started = performance.now();
    await emulator.close();
    starts.push(started - began);
    closes.push(performance.now() - started);
  }
  const of = (list) => `first ${list[0].toFixed(1)} ms, median ${median(list).toFixed(1)} ms`;
  console.log(`startEmulator: ${of(starts)} (${atMost(median(starts), 20, ' ms')})`);
  console.log(`close: ${of(closes)} (${atMost(median(closes), 10, ' ms')})`);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
