/**
 * A million rows × 12 columns, from creating an ExecuteNow report to the last byte at the client, against gzipSync at level 1 of the same
 * bytes; what other requests notice of it; memory; and how soon a small one comes. Usage: node bench/export.mjs [rounds]
 */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { get } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { atMost } from './goals.mjs';

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
const TRY = `ScheduledQueries/testQueryResult?exportQuery=${encodeURIComponent(TRIED)}`;
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
  const most = (figure) => Math.max(...rounds.map(figure));
  const ratio = of(({ ms, gzipMs }) => ms / gzipMs);
  const [grown, blocked] = [most(({ grownMib }) => grownMib), most(({ blockedMs }) => blockedMs)];
  console.log(
    `${name}: ${ratio.toFixed(2)} × gzipSync (${of(({ ms }) => ms).toFixed(0)} ms to ${of(({ gzipMs }) => gzipMs).toFixed(0)} ms, ${rounds[0].rows} rows; ${atMost(ratio, goal, ' ×')})`,
  );
  console.log(
    `  memory grew by at most ${grown.toFixed(0)} MiB (${atMost(grown, 400)}), the loop was blocked for at most ${blocked.toFixed(0)} ms (${atMost(blocked, 50)})`,
  );
}

/** Other requests, one at a time, without and with such an export under way: a list, a try-query and a small file, of a sandbox of default size. */
async function quiet() {
  const server = await startServer(BIG);
  const url = await createReport(server.url, PLAIN);
  const other = `${server.url}/sandbox/other`;
  await send('PUT', `${server.url}/_emulator/sandboxes/other`, { ...BIG, customers: 200 });
  const file = await createReport(other, TRIED);
  const requests = [() => ask(other, 'ScheduledReport'), () => ask(other, TRY), () => download(file)];
  await times(requests, (count) => count >= 300);
  const idle = await times(requests, (count) => count >= 2000);
  let isUnderWay = true;
  const exported = download(url).then(() => (isUnderWay = false));
  const busy = await times(requests, () => !isUnderWay);
  await exported;
  server.kill();
  const [idleMs, busyMs] = [idle, busy].map(
    (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.99)],
  );
  const goal = Math.max(10, Math.round(3 * idleMs));
  console.log(
    `Other requests meanwhile: p99 ${busyMs.toFixed(1)} ms, idle ${idleMs.toFixed(1)} ms, ${busy.length} asked (${atMost(busyMs, goal, ' ms, which is 3 × or 10')})`,
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
    await ask(server.url, TRY);
    const once = performance.now();
    await ask(server.url, TRY);
    rounds.push({ report: reported - began, tried: once - reported, again: performance.now() - once });
    server.kill();
  }
  const of = (figure) => median(rounds.map(figure));
  const [report, tried, again] = [of((one) => one.report), of((one) => one.tried), of((one) => one.again)];
  console.log(`First report at the default size: ${report.toFixed(1)} ms (${atMost(report, 150)})`);
  console.log(
    `Try-query after that: ${tried.toFixed(1)} ms (${atMost(tried, 10)}), again ${again.toFixed(1)} ms`,
  );
}

/** What each of the requests took, taken in turn. */
async function times(requests, isEnough) {
  const taken = [];
  while (!isEnough(taken.length) || taken.length < 10) {
    const began = performance.now();
    await requests[taken.length % requests.length]();
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

function ask(url, path, body) {
  return send(body === undefined ? 'GET' : 'POST', `${url}${SURFACE}/${path}`, body);
}

async function send(method, url, body) {
  const answer = await fetch(url, { method, headers: HEADERS, body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(json));
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
