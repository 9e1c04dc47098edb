/**
 * What the journal, faults and stories cost a request that has no use for them: CPU time against a build in which they do nothing.
 * Processes differ by more than that, and the first emulator of a process from the next, so both builds stand in one process, twice
 * each, and take turns on the same requests; the figure is the mean over processes. Usage: node bench/unused.mjs [processes] [rounds]
 */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { atMost } from './goals.mjs';
import { httpRequest } from './load.mjs';
import { cpuPerRequest, startMeasured } from './measured-emulators.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..');
const PROCESSES = Number(process.argv[2] ?? 12);
const ROUNDS = Number(process.argv[3] ?? 20);
const WARM_UP = 12_000;
const REQUESTS_A_ROUND = 500;
const SURFACE = '/insights/v1/mpn';
const SYSTEM_QUERY = 'e65f3a4f-fb99-4319-97ff-59e57566a871';
/** Below the root, as dist is, so that fixtures are found. */
const BUILDS = join(ROOT, 'node_modules/.cache', `unused-${process.pid}`);

/** What stands for what in the build without them. */
const WITHOUT = {
  'src/http/app.ts': [
    ['if (address !== null) note(setup, exchange, side, address);', ''],
    ['const effects = struck instanceof Promise ? await struck : struck;', 'const effects = NO_EFFECTS;'],
    ['const struck = strike(setup, exchange, side, address);', ''],
  ],
  'src/operations/throttle.ts': [['if (!reports.some(isThrottled)) return;', 'return;']],
  'src/operations/story-hint.ts': [['options.stories ?', 'false ?']],
  'src/sandbox/sandbox.ts': [['this.options.stories ?', 'false ?']],
};

try {
  const [withThem, without] = [await bundle('with', {}), await bundle('without', WITHOUT)];
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
    const [first, second] = i % 2 === 0 ? [withThem, without] : [without, withThem];
    const order = [first, second, second, first];
    const { child, urls } = await startMeasured(order);
    try {
      const reportIds = await Promise.all(urls.map(createReport));
      for (const [name, request] of Object.entries(asked)) {
        const loads = urls.map((url, at) => ({ url, request: request(reportIds[at]) }));
        for (const load of loads) await cpuPerRequest(child, { ...load, requests: WARM_UP });
        const spent = loads.map(() => []);
        for (let round = 0; round < ROUNDS; round += 1) {
          for (let turn = 0; turn < loads.length; turn += 1) {
            const at = (round + turn) % loads.length;
            spent[at].push(await cpuPerRequest(child, { ...loads[at], requests: REQUESTS_A_ROUND }));
          }
        }
        times[name].push(
          [withThem, without].map((library) => mean(spent.filter((_, at) => order[at] === library).flat())),
        );
      }
    } finally {
      child.kill('SIGKILL');
    }
  }
  for (const name of Object.keys(asked)) {
    const more = times[name].map(([withThem, without]) => (withThem / without - 1) * 100);
    const of = (side) => mean(times[name].map((cpu) => cpu[side])).toFixed(1);
    console.log(
      `${name}: journal, faults and stories that are not used cost ${mean(more).toFixed(1)} ± ${errorOf(more).toFixed(1)} % (${of(0)} to ${of(1)} µs of CPU; ${atMost(mean(more), 3, ' %')})`,
    );
  }
} finally {
  rmSync(BUILDS, { recursive: true, force: true });
}

/** The library as it is released, but for these texts; the answer is where it is. */
async function bundle(name, changes) {
  const outfile = join(BUILDS, name, 'index.cjs');
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

async function createReport(url) {
  const response = await fetch(`${url}${SURFACE}/ScheduledReport`, {
    method: 'POST',
    headers: { Authorization: 'Bearer bench', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ReportName: 'R',
      QueryId: SYSTEM_QUERY,
      StartTime: '2026-01-16T00:00:00Z',
      RecurrenceInterval: 24,
    }),
  });
  return (await response.json()).value[0].reportId;
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
