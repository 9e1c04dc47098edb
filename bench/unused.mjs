/**
 * What the journal, faults and stories cost a request that has no use for them: CPU time against the same process while they do nothing. A
 * build differs from the next by more than that, even in one process, so a switch decides. It is thrown at random after rounds of random
 * length: what comes again and again, as the collection of garbage does, falls to both alike. The figure is the mean over processes.
 * Usage: node bench/unused.mjs [processes] [rounds]
 */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createReport } from './create-report.mjs';
import { atMost } from './goals.mjs';
import { httpRequest } from './load.mjs';
import { cpuPerRequest, startMeasured } from './measured-emulator.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..');
const PROCESSES = Number(process.argv[2] ?? 16);
const ROUNDS = Number(process.argv[3] ?? 200);
const WARM_UP = 6000;
const SHORTEST_ROUND = 200;
const LONGEST_ROUND = 1000;
const SURFACE = '/insights/v1/mpn';
/** Below the root, as dist is, so that fixtures are found. */
const BUILDS = join(ROOT, 'node_modules/.cache', `unused-${process.pid}`);

/** What stands for what in the build that has the switch. */
const OFF = "(globalThis as unknown as { measured: unknown }).measured === 'without'";
const SWITCHED = {
  'src/http/app.ts': [
    ['if (address !== null) note(', `if (address !== null && !(${OFF})) note(`],
    ['const struck = strike(', `const struck = ${OFF} ? NO_EFFECTS : strike(`],
  ],
  'src/operations/throttle.ts': [['if (isObserving)', `if (${OFF} || isObserving)`]],
  'src/operations/story-hint.ts': [['options.stories ?', `options.stories && !(${OFF}) ?`]],
  'src/sandbox/sandbox.ts': [['this.options.stories ?', `this.options.stories && !(${OFF}) ?`]],
};

try {
  const library = await bundle(SWITCHED);
  const update = { ReportName: 'R', StartTime: '2026-01-16T00:00:00Z', Description: 'Sales of the month' };
  const asked = {
    'Get report executions': (reportId) =>
      httpRequest('GET', `${SURFACE}/ScheduledReport/execution/${reportId}?executionStatus=Pending`),
    // Has a body, and leaves no more behind than there was.
    'Update report': (reportId) => httpRequest('PUT', `${SURFACE}/ScheduledReport/${reportId}`, update),
  };
  /** CPU time with and without, in each process. */
  const times = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  for (let i = 0; i < PROCESSES; i += 1) {
    const { child, url } = await startMeasured(library);
    try {
      const reportId = await createReport(url, { RecurrenceInterval: 24 });
      for (const [name, request] of Object.entries(asked))
        times[name].push(await timesOf(child, { url, request: request(reportId) }));
    } finally {
      child.kill('SIGKILL');
    }
  }
  for (const name of Object.keys(asked)) {
    const more = times[name].map(({ with: withThem, without }) => (withThem / without - 1) * 100);
    const of = (side) => mean(times[name].map((cpu) => cpu[side])).toFixed(1);
    console.log(
      `${name}: journal, faults and stories that are not used cost ${mean(more).toFixed(1)} ± ${errorOf(more).toFixed(1)} % (${of('with')} to ${of('without')} µs of CPU; ${atMost(mean(more), 3, ' %')})`,
    );
  }
} finally {
  rmSync(BUILDS, { recursive: true, force: true });
}

async function timesOf(child, load) {
  for (const measured of ['with', 'without'])
    await cpuPerRequest(child, { ...load, measured, requests: WARM_UP });
  const spent = { with: 0, without: 0 };
  const made = { with: 0, without: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const measured = Math.random() < 0.5 ? 'with' : 'without';
    const requests = Math.round(SHORTEST_ROUND + Math.random() * (LONGEST_ROUND - SHORTEST_ROUND));
    spent[measured] += requests * (await cpuPerRequest(child, { ...load, measured, requests }));
    made[measured] += requests;
  }
  return { with: spent.with / made.with, without: spent.without / made.without };
}

/** The library as it is released, but for these texts; the answer is where it is. */
async function bundle(changes) {
  const outfile = join(BUILDS, 'index.cjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    minifyIdentifiers: false,
    logLevel: 'error',
    alias: {
      'node-cron': join(ROOT, 'node_modules/node-cron/dist/node-cron.cjs'),
      'jsonc-parser': join(ROOT, 'node_modules/jsonc-parser/lib/esm/main.js'),
    },
    plugins: Object.entries(changes).map(([file, texts]) => changed(join(ROOT, file), texts)),
  });
  return outfile;
}

function changed(file, texts) {
  return {
    name: `changed ${file}`,
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== file) return null;
        const contents = texts.reduce(
          (text, [from, to]) => {
            if (!text.includes(from)) throw new Error(`${file} has no '${from}' any more`);
            return text.replace(from, to);
          },
          readFileSync(file, 'utf8'),
        );
        return { contents, loader: 'ts' };
      });
    },
  };
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The standard error of the mean. */
function errorOf(numbers) {
  const middle = mean(numbers);
  const squares = numbers.map((number) => (number - middle) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (numbers.length - 1) / numbers.length);
}
