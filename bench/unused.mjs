/**
 * What the journal, faults and stories cost a request that has no use for them: CPU time against a build in which they do nothing. Both
 * take turns on the same requests. Two processes of the same build differ by several percent as long as they live, so there are many
 * pairs with few rounds each; the figure is the median over pairs. Usage: node bench/unused.mjs [pairs of processes] [rounds]
 */
import { fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { atMost } from './goals.mjs';
import { httpRequest, load } from './load.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..');
const PAIRS = Number(process.argv[2] ?? 31);
const ROUNDS = Number(process.argv[3] ?? 6);
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
  /** With and without, of each pair. */
  const times = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const servers = [];
    for (const at of pair % 2 === 0 ? [0, 1] : [1, 0])
      servers[at] = await startServer([withThem, without][at]);
    try {
      for (const [name, request] of Object.entries(asked)) {
        for (const server of servers) await cpuPerRequest(server, request, 4000);
        const rounds = [[], []];
        for (let round = 0; round < ROUNDS; round += 1) {
          // Each goes first every other time.
          for (const at of round % 2 === 0 ? [0, 1] : [1, 0])
            rounds[at].push(await cpuPerRequest(servers[at], request, 1000));
        }
        times[name].push(rounds.map(median));
      }
    } finally {
      for (const { child } of servers) child.kill('SIGKILL');
    }
  }
  for (const name of Object.keys(asked)) {
    const more = (median(times[name].map(([withThem, without]) => withThem / without)) - 1) * 100;
    const of = (side) => median(times[name].map((cpu) => cpu[side])).toFixed(1);
    console.log(
      `${name}: journal, faults and stories that are not used cost ${more.toFixed(1)} % (${of(0)} to ${of(1)} µs of CPU; ${atMost(more, 3, ' %')})`,
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

async function startServer(library) {
  const child = fork(join(HERE, 'servers/measured-emulator.cjs'), [library]);
  const { url } = await answerOf(child);
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
  const { reportId } = (await response.json()).value[0];
  return { child, url, reportId };
}

/** In µs. */
async function cpuPerRequest({ child, url, reportId }, request, requests) {
  const before = await cpuOf(child);
  await load({ url, request: request(reportId), connections: 8, requests });
  return ((await cpuOf(child)) - before) / requests;
}

async function cpuOf(child) {
  child.send('cpu');
  return (await answerOf(child)).cpu;
}

function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`An emulator ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
