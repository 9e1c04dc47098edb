/**
 * Time at scale: a virtual year of 1,000 reports against a bare heap, what an execution weighs, how long others wait meanwhile, a sandbox
 * of 100,000 executions taken along and put back, and how late clocks are, at rate 3600 over a minute and at rate 1.
 * Usage: node bench/time.mjs [seconds at rate 3600] [path of index.cjs]
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createReport } from './create-report.mjs';
import { atMost } from './goals.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SECONDS = Number(process.argv[2] ?? 60);
const LIBRARY = process.argv[3] ?? join(HERE, '../dist/index.cjs');
const { startEmulator } = createRequire(import.meta.url)(LIBRARY);
const START = '2026-01-15T00:00:00Z';
const HOUR = 3_600_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: START } });
try {
  await year();
  await state();
  await lateness();
  await latenessAtRate1();
} finally {
  await emulator.close();
}

async function year() {
  const ratios = [];
  for (let round = 0; round < 3; round += 1) {
    const sandbox = emulator.sandbox(`year-${round}`);
    await createReports(sandbox, 1000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const pauses = watchLoop();
    const began = performance.now();
    const { completed, transitions } = await sandbox.clock.advance('P365D');
    const ms = performance.now() - began;
    const longest = pauses.stop();
    collectGarbage();
    const grown = process.memoryUsage().heapUsed - before;
    const kept = sandbox.state().reports.kept.reduce((sum, report) => sum + report.completed.length, 0);
    const bytes = grown / kept;
    // Each execution appears, begins and completes.
    const bare = bareHeap(completed * 3);
    ratios.push(ms / bare);
    console.log(
      `a year: ${(ms / bare).toFixed(2)} × a bare heap (${ms.toFixed(0)} to ${bare.toFixed(0)} ms, ${completed} executions, ${transitions} changes of status), ${bytes.toFixed(0)} bytes for each of ${kept} retained (${atMost(bytes, 300)}), others wait ${longest.toFixed(0)} ms at most (${atMost(longest, 50)})`,
    );
    sandbox.reset();
  }
  const median = ratios.toSorted((a, b) => a - b)[1];
  console.log(`a year, median: ${median.toFixed(2)} × (${atMost(median, 5, ' ×')})`);
}

/** Time to pop the first of 1,000 entries of a binary heap and push it back later, so many times. */
function bareHeap(times) {
  const heap = [];
  const precedes = (a, b) => (a.at !== b.at ? a.at < b.at : a.id < b.id);
  const push = (entry) => {
    let at = heap.length;
    for (heap.push(entry); at > 0;) {
      const parent = (at - 1) >> 1;
      if (!precedes(entry, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  };
  const pop = () => {
    const [first] = heap;
    const entry = heap.pop();
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1], heap[child])) child += 1;
      if (!precedes(heap[child], entry)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = entry;
    return first;
  };
  for (let id = 0; id < 1000; id += 1) push({ at: id * 14_400, id });
  const began = performance.now();
  for (let done = 0; done < times; done += 1) {
    const { at, id } = pop();
    push({ at: at + 4 * HOUR, id });
  }
  return performance.now() - began;
}

async function state() {
  const sandbox = emulator.sandbox('full');
  await createReports(sandbox, 1000);
  await sandbox.clock.advance((100 * 4 + 4) * 3600);
  const url = `${sandbox.url}/_emulator/state`;
  const there = emulator.sandbox('elsewhere');
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    const text = await (await fetch(url)).text();
    const exported = performance.now();
    const answer = await fetch(`${there.url}/_emulator/state`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: text,
    });
    if (answer.status !== 204) throw new Error(await answer.text());
    const imported = performance.now();
    const executions = there.state().reports.kept.reduce((sum, report) => sum + report.completed.length, 0);
    console.log(
      `state of 1,000 reports and ${executions} executions, ${(text.length / 2 ** 20).toFixed(1)} MiB: exported in ${(exported - began).toFixed(0)} ms (${atMost(exported - began, 1000)}), imported in ${(imported - exported).toFixed(0)} ms (${atMost(imported - exported, 1000)})`,
    );
  }
}

async function lateness() {
  const sandbox = emulator.sandbox('rate');
  const calls = await receiveCalls(sandbox, 3600);
  await createReports(sandbox, 1, { CallbackUrl: calls.url });
  await sandbox.clock.set({ mode: 'running', rate: 3600 });
  await sleep(SECONDS * 1000);
  await sandbox.clock.set({ mode: 'frozen' });
  const passed = sandbox.clock.now().getTime() - Date.parse(START);
  // One every four hours, each with its file three seconds after.
  tellLateness(`rate 3600 for ${SECONDS} s`, await calls.end(), Math.floor((passed - 3000) / (4 * HOUR)));
}

/** Reports that run now, a few at a time, by a clock like everybody's. */
async function latenessAtRate1() {
  const clock = { mode: 'running', rate: 1, now: START };
  const sandbox = emulator.createSandbox('rate-1', { clock });
  const calls = await receiveCalls(sandbox, 1);
  for (let made = 0; made < 10; made += 1) {
    await createReports(sandbox, 1, { CallbackUrl: calls.url, ExecuteNow: true });
    await sleep(130);
  }
  await sleep(3500);
  tellLateness('rate 1', await calls.end(), 10);
}

/** Receives callbacks, and tells of each how late it came in real time, in ms. */
async function receiveCalls(sandbox, rate) {
  const late = [];
  const receiver = createServer((request, response) => {
    const now = sandbox.clock.now().getTime();
    response.end();
    const report = sandbox.state().reports.kept.find(({ reportId }) => request.url.includes(reportId));
    late.push((now - report.completed.at(-1)[3]) / rate);
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${receiver.address().port}`,
    async end() {
      // One may be on its way.
      await sleep(200);
      receiver.close();
      return late;
    },
  };
}

function tellLateness(what, late, expected) {
  if (late.length !== expected) process.exitCode = 1;
  const longest = Math.max(0, ...late);
  console.log(
    `${what}: ${late.length} reports completed and were called back (of ${expected}: ${late.length === expected ? 'ok' : 'missed'}), at most ${longest.toFixed(1)} ms late (${atMost(longest, 50)})`,
  );
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function createReports(sandbox, count, more = {}) {
  for (let at = 0; at < count; at += 1) {
    const startAt = Date.parse(START) + 4 * HOUR + (at % 14_000) * 1000;
    const StartTime = new Date(startAt).toISOString().replace('.000', '');
    await createReport(sandbox.url, { ReportName: `Report ${at}`, StartTime, ...more });
  }
}

/** How long nobody else of the process got a turn, at the longest. */
function watchLoop() {
  let last = performance.now();
  let longest = 0;
  let watching = true;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  return {
    stop() {
      watching = false;
      return longest;
    },
  };
}
