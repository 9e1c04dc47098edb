/** What a sandbox costs: made, idle, reset; ten thousand at a time. Usage: node bench/sandboxes.mjs */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startEmulator } from '../dist/index.mjs';
import { atMost } from './goals.mjs';

/** As many as there may be, without the default one and the one that warms up. */
const SANDBOXES = 10_000 - 2;
const SURFACE = '/insights/v1/mpn';
const QUERY_ID = 'e65f3a4f-fb99-4319-97ff-59e57566a871';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const emulator = await startEmulator({ port: 0 });

emulator.sandbox('warm').clock.now();
const before = usedBytes();
const made = time(SANDBOXES, (i) => emulator.sandbox(`s${i}`));
const idle = (usedBytes() - before) / SANDBOXES;
console.log(`made: ${made.toFixed(4)} ms each (${atMost(made, 0.5)})`);
console.log(`idle: ${(idle / 1024).toFixed(1)} KB each (${atMost(idle / 1024, 30)})`);

// One that was asked once, as in a test.
const asked = usedBytes();
for (let i = 0; i < 1000; i++) await ask(`s${i}`);
console.log(
  `after creating and reading a report: ${((usedBytes() - asked) / 1000 / 1024).toFixed(1)} KB more`,
);

const reset = time(1000, (i) => emulator.sandbox(`s${i}`).reset());
console.log(`reset of one that holds a report: ${reset.toFixed(4)} ms (${atMost(reset, 1)})`);
const resets = [];
for (let round = 0; round < 5; round++) {
  for (let i = 0; i < 1000; i++) await ask('s0');
  resets.push(time(1, () => emulator.sandbox('s0').reset()));
}
const [, , median = NaN] = resets.sort((a, b) => a - b);
console.log(`reset of one that holds 1,000 reports: ${median.toFixed(3)} ms (${atMost(median, 1)})`);
await emulator.close();

function time(times, work) {
  const startedAt = performance.now();
  for (let i = 0; i < times; i++) work(i);
  return (performance.now() - startedAt) / times;
}

function usedBytes() {
  for (let i = 0; i < 3; i++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function ask(name) {
  const url = `${emulator.url}/sandbox/${name}${SURFACE}/ScheduledReport`;
  const headers = { Authorization: 'Bearer any', 'Content-Type': 'application/json' };
  const body = JSON.stringify({ ReportName: 'Once', QueryId: QUERY_ID, ExecuteNow: true });
  await (await fetch(url, { method: 'POST', headers, body })).arrayBuffer();
  await (await fetch(url, { headers })).arrayBuffer();
}
