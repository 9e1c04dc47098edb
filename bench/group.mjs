/**
 * Filter, group by three attributes, two sums, top 10 over a million rows in memory, at some 800 and 400,000 groups: against DuckDB where
 * it is installed (npm install --prefix bench), else against the plainest loop with a Map, and the goal is not checked. Usage: node bench/group.mjs [rounds]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { atMost } from './goals.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const ROUNDS = Number(process.argv[2] ?? 15);
const AS_OF = Date.UTC(2026, 0, 15);
const SUMS = ['BilledRevenueUSD', 'TotalSoldSeats'];
const CASES = [
  { by: ['CustomerSegment', 'Product', 'CustomerMarket'], goal: 0.7 },
  { by: ['CustomerTenantId', 'Month', 'IsAutoRenew'], goal: 1.5 },
];

const { bindQuery, runQuery, formatCell, createWorlds, mpn } = await engine();
const world = createWorlds(null, { cacheBytes: 1 << 30 })(1, 10_000);
const duck = await openDuckDb();
for (const one of CASES) await compare(one);
duck?.close();

async function compare({ by, goal }) {
  const columns = [...by, ...SUMS].join(', ');
  const query = `SELECT ${columns} FROM SeatsSubscriptionsAndRevenue WHERE SubscriptionState = 'Active' ORDER BY BilledRevenueUSD DESC LIMIT 10 TIMESPAN LIFETIME`;
  const bound = bindQuery(query, mpn.datasets);
  const run = () => runQuery(bound, world, { asOf: AS_OF, redact: false });
  const other = duck === null ? plainLoop(by) : await duck.query(by);
  const groups = runQuery(bindQuery(query.replace('LIMIT 10', ''), mpn.datasets), world, {
    asOf: AS_OF,
    redact: false,
  }).rowCount;
  const ours = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await timed(run));
    theirs.push(await timed(other));
  }
  const [mine, theirsMs] = [median(ours), median(theirs)];
  const name = duck === null ? 'a plain loop' : 'DuckDB';
  const ratio = median(ours.map((ms, i) => ms / theirs[i]));
  const judged =
    duck === null ? `goal not checked: ${goal} × DuckDB, which is not installed` : atMost(ratio, goal, ' ×');
  console.log(
    `${groups} groups: ${ratio.toFixed(2)} × ${name} (${mine.toFixed(0)} ms to ${theirsMs.toFixed(0)} ms; ${judged})`,
  );
}

/** What anybody would write first. */
function plainLoop(by) {
  const table = tableOf();
  const keys = by.map((name) => table.column(name));
  const sums = SUMS.map((name) => table.column(name));
  const state = table.column('SubscriptionState');
  return () => {
    const groups = new Map();
    for (let row = 0; row < table.rowCount; row += 1) {
      if (state.dictionary[state.codes[row]] !== 'Active') continue;
      const key = keys.map((column) => ('codes' in column ? column.codes[row] : column.values[row])).join();
      const group = groups.get(key) ?? [0, 0];
      sums.forEach((column, i) => (group[i] += column.values[row]));
      groups.set(key, group);
    }
    return [...groups].sort((a, b) => b[1][0] - a[1][0]).slice(0, 10);
  };
}

async function openDuckDb() {
  const api = await import('@duckdb/node-api').catch(() => null);
  if (api === null) return null;
  const names = [...new Set([...CASES.flatMap(({ by }) => by), 'SubscriptionState', ...SUMS])];
  const folder = mkdtempSync(join(tmpdir(), 'bench-group-'));
  const file = join(folder, 'rows.csv');
  writeFileSync(file, csvOf(names));
  const instance = await api.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE rows AS SELECT * FROM read_csv('${file}', header = true, nullstr = '')`);
  rmSync(folder, { recursive: true });
  return {
    query: async (by) => {
      const prepared = await connection.prepare(
        `SELECT ${by.join(', ')}, ${SUMS.map((name) => `SUM(${name}) AS ${name}_`).join(', ')} FROM rows WHERE SubscriptionState = 'Active' GROUP BY ${by.join(', ')} ORDER BY ${SUMS[0]}_ DESC LIMIT 10`,
      );
      return () => prepared.runAndReadAll();
    },
    close: () => connection.closeSync(),
  };
}

function csvOf(names) {
  const table = tableOf();
  const columns = names.map((name) => table.column(name));
  const lines = [names.join()];
  for (let row = 0; row < table.rowCount; row += 1) {
    lines.push(columns.map((column) => `"${formatCell(column, row).replaceAll('"', '""')}"`).join());
  }
  return lines.join('\n');
}

function tableOf() {
  const dataset = mpn.datasets.find('SeatsSubscriptionsAndRevenue');
  const sources = new Map(
    [...dataset.attributes, ...dataset.metrics].map(({ name, source }) => [name, source]),
  );
  const table = world.table(dataset, { fromDay: -Infinity, toDay: Infinity }, AS_OF);
  return { rowCount: table.rowCount, column: (name) => table.column(sources.get(name)) };
}

/** The rooms themselves, as the package does not let anyone at them. */
async function engine() {
  const outfile = join(ROOT, 'node_modules/.cache/bench/engine.cjs');
  const contents = `
    export { bindQuery, runQuery, formatCell } from './src/query/query.ts';
    export { createWorlds } from './src/worlds.ts';
    export { mpn } from './src/surfaces/mpn.ts';`;
  const options = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' };
  await build({ ...options, stdin: { contents, resolveDir: ROOT, loader: 'ts' }, outfile });
  return createRequire(import.meta.url)(outfile);
}

async function timed(run) {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
