/**
 * A million rows × 12 columns, from creating an ExecuteNow report to the last byte at the client, against gzipSync at level 1 of the same
 * bytes; what other requests notice of it; memory; and how soon a small one comes. Usage: node bench/export.mjs [rounds]
 */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { get } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 3);
const SURFACE = '/insights/v1/mpn';
const HEADERS = { Authorization: 'Bearer bench', 'Content-Type': 'application/json' };
const ATTRIBUTES =
  'CustomerName, CustomerTenantId, CustomerMarket, SubscriptionId, Product, SKU, Month, SubscriptionState, PartnerAttributionType, SubscriptionStartDate, SubscriptionEndDate';
const PLAIN = `SELECT ${ATTRIBUTES}, AvailableSeats FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME`;
const SORTED = `SELECT ${ATTRIBUTES}, BilledRevenueUSD FROM SeatsSubscriptionsAndRevenue ORDER BY BilledRevenueUSD DESC TIMESPAN LIFETIME`;
/** The service's own example. */
const TRIED =
  'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 10 TIMESPAN LAST_MONTH';
const BIG = { customers: 10_000, queueTime: 0, runTime: 0 };

await big('A million rows', PLAIN, 1.5);
await big('The same sorted by a metric', SORTED, 2.5);
await quiet();
await small();

async function big(name, query, goal) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await startServer(BIG);
    const idleMib = (await server.watch()).peakMib;
    const began = performance.now();
    const bytes = await download(await createReport(server.url, query));
    const ms = performance.now() - began;
    const { blockedMs, peakMib } = await server.watch();
    server.kill();
    const text = gunzipSync(bytes);
    rounds.push({ ms, gzipMs: gzipMs(text), blockedMs, grownMib: peakMib - idleMib, rows: lines(text) - 1 });
  }
  const of = (figure) => median(rounds.map(figure));
  console.log(
    `${name}: ${of(({ ms, gzipMs }) => ms / gzipMs).toFixed(2)} × gzipSync (${of(({ ms }) => ms).toFixed(0)} ms to ${of(({ gzipMs }) => gzipMs).toFixed(0)} ms, ${rounds[0].rows} rows; goal ${goal} ×)`,
  );
  console.log(
    `  memory grew by ${of(({ grownMib }) => grownMib).toFixed(0)} MiB (goal 400), the loop was blocked for at most ${of(({ blockedMs }) => blockedMs).toFixed(0)} ms (goal 50)`,
  );
}

/** Other requests, one at a time, without and with such an export under way. */
async function quiet() {
  const server = await startServer(BIG);
  const url = await createReport(server.url, PLAIN);
  await times(server.url, (count) => count >= 300);
  const idle = await times(server.url, (count) => count >= 2000);
  let isUnderWay = true;
  const exported = download(url).then(() => (isUnderWay = false));
  const busy = await times(server.url, () => !isUnderWay);
  await exported;
  server.kill();
  const [idleMs, busyMs] = [idle, busy].map(
    (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.99)],
  );
  console.log(
    `Other requests meanwhile: p99 ${busyMs.toFixed(1)} ms, idle ${idleMs.toFixed(1)} ms, ${busy.length} asked (goal 3 × or 10 ms)`,
  );
}

async function small() {
  const rounds = [];
  for (let round = 0; round < Math.max(ROUNDS, 5); round += 1) {
    const server = await startServer({ queueTime: 0, runTime: 0 });
    await ask(server.url, 'ScheduledReport');
    const began = performance.now();
    await download(await createReport(server.url, PLAIN.replace('LIFETIME', 'LAST_6_MONTHS')));
    const reported = performance.now();
    const tried = `ScheduledQueries/testQueryResult?exportQuery=${encodeURIComponent(TRIED)}`;
    await ask(server.url, tried);
    const once = performance.now();
    await ask(server.url, tried);
    rounds.push({ report: reported - began, tried: once - reported, again: performance.now() - once });
    server.kill();
  }
  const of = (figure) => median(rounds.map(figure)).toFixed(1);
  console.log(`First report at the default size: ${of(({ report }) => report)} ms (goal 150)`);
  console.log(
    `Try-query after that: ${of(({ tried }) => tried)} ms, again ${of(({ again }) => again)} ms (goal 10)`,
  );
}

async function times(url, isEnough) {
  const taken = [];
  while (!isEnough(taken.length) || taken.length < 10) {
    const began = performance.now();
    await ask(url, 'ScheduledReport');
    taken.push(performance.now() - began);
  }
  return taken;
}

/** Up to the link of its file. */
async function createReport(url, query) {
  const created = await ask(url, 'ScheduledQueries', { Name: 'bench', Description: 'bench', Query: query });
  const { queryId } = created.value[0];
  const report = await ask(url, 'ScheduledReport', {
    ReportName: 'bench',
    QueryId: queryId,
    ExecuteNow: true,
  });
  for (;;) {
    const answer = await fetch(`${url}${SURFACE}/ScheduledReport/execution/${report.value[0].reportId}`, {
      headers: HEADERS,
    });
    const { value } = await answer.json();
    if (value.length > 0) return value[0].reportAccessSecureLink;
  }
}

async function ask(url, path, body) {
  const answer = await fetch(`${url}${SURFACE}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: HEADERS,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json();
  if (answer.status !== 200) throw new Error(JSON.stringify(json));
  return json;
}

/** As it is sent, not decoded. */
function download(url) {
  return new Promise((resolve, reject) => {
    get(url, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`The file was answered with ${answer.statusCode}`));
      const blocks = [];
      answer.on('data', (block) => blocks.push(block));
      answer.on('end', () => resolve(Buffer.concat(blocks)));
      answer.on('error', reject);
    }).on('error', reject);
  });
}

function startServer(options) {
  const child = fork(join(HERE, 'servers/watched-emulator.cjs'), [JSON.stringify(options)]);
  const message = () => new Promise((resolve) => child.once('message', resolve));
  return message().then(({ url }) => ({
    url,
    kill: () => child.kill('SIGKILL'),
    watch: () => (child.send('watch'), message()),
  }));
}

function gzipMs(text) {
  const began = performance.now();
  gzipSync(text, { level: 1 });
  return performance.now() - began;
}

function lines(text) {
  let count = 0;
  for (let at = text.indexOf('\r\n'); at >= 0; at = text.indexOf('\r\n', at + 2)) count += 1;
  return count;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
