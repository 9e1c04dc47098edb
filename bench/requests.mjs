/**
 * Get report executions and Create report query against Express 5 + express.json + Ajv that answers a constant: at 32 connections and one
 * at a time; then the same with a full sandbox. What is compared takes turns at going first, after a warm-up of both.
 * Usage: node bench/requests.mjs [rounds]
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atLeast, atMost } from './goals.mjs';
import { httpRequest, load } from './load.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Odd, so that the median is one of them. */
const ROUNDS = Number(process.argv[2] ?? 5) | 1;
/** So many requests a round, and for the warm-up, at so many connections. */
const LOADS = [
  { connections: 32, requests: 16_000, warmUp: 6_000 },
  { connections: 1, requests: 3_000, warmUp: 1_000 },
];
/** Of a load, what a full sandbox gets in a round: it takes 100,000 queries, and has 10,000. */
const QUERIES_IN_FULL = 0.25;
const SURFACE = '/insights/v1/mpn';
const QUERY =
  'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 10 TIMESPAN LAST_MONTH';
const BODY = {
  Name: 'CustomersRevenueQuery',
  Description: 'Query to get top 10 customers by revenue for last month',
  Query: QUERY,
};
const SYSTEM_QUERY = 'e65f3a4f-fb99-4319-97ff-59e57566a871';

const emulator = await startServer([
  join(HERE, '../dist/cli.cjs'),
  '--port',
  '0',
  '--log-level',
  'warn',
  '--queue-time',
  '0',
  '--run-time',
  '0',
]);
const baseline = await startServer([join(HERE, 'servers/express-constant.cjs')]);
try {
  await compare();
  await fill();
} finally {
  emulator.child.kill('SIGKILL');
  baseline.child.kill('SIGKILL');
}

async function compare() {
  const reportId = await createReport('default');
  const get = {
    ours: loadOf(emulator, httpRequest('GET', `${SURFACE}/ScheduledReport/execution/${reportId}`)),
    theirs: loadOf(baseline, httpRequest('GET', `/executions/${reportId}`)),
  };
  // Each round has a sandbox of its own, so that none is slower for what those before it have left.
  let sandboxes = 0;
  const create = () => ({
    ours: loadOf(
      emulator,
      httpRequest('POST', `/sandbox/bench-${sandboxes++}${SURFACE}/ScheduledQueries`, BODY),
    ),
    theirs: loadOf(baseline, httpRequest('POST', '/query', BODY)),
  });
  for (const [name, pair, goal] of [
    ['Get report executions', () => get, 1.0],
    ['Create report query', create, 0.8],
  ]) {
    const [many, one] = await measure(pair);
    console.log(
      `${name}, 32 connections: ${ratio(many, 'perSecond').toFixed(2)} × Express + Ajv (${of(many, 'ours', 'perSecond', 0)}/s to ${of(many, 'theirs', 'perSecond', 0)}/s; ${atLeast(ratio(many, 'perSecond'), goal, ' ×')})`,
    );
    console.log(
      `${name}, one at a time: ${ratio(one, 'medianMs').toFixed(2)} × its time (${of(one, 'ours', 'medianMs', 3)} ms to ${of(one, 'theirs', 'medianMs', 3)} ms; ${atMost(ratio(one, 'medianMs'), 1.3, ' ×')})`,
    );
  }
}

/** The same two operations in a sandbox with 10,000 queries and reports and 100,000 executions, against one with ten. */
async function fill() {
  const full = { name: 'full', reportId: await fillSandbox('full', 10_000) };
  let sandboxes = 0;
  // A small one stays small only if it is new in each round.
  const makeSmall = async () => {
    const name = `small-${sandboxes++}`;
    return { name, reportId: await fillSandbox(name, 10) };
  };
  const get = ({ name, reportId }) =>
    httpRequest('GET', `/sandbox/${name}${SURFACE}/ScheduledReport/execution/${reportId}`);
  const create = ({ name }) => httpRequest('POST', `/sandbox/${name}${SURFACE}/ScheduledQueries`, BODY);
  for (const [operation, request] of [
    ['Get report executions', get],
    ['Create report query', create],
  ]) {
    const pair = async () => ({
      ours: loadOf(emulator, request(full), QUERIES_IN_FULL),
      theirs: loadOf(emulator, request(await makeSmall()), QUERIES_IN_FULL),
    });
    const [many, one] = await measure(pair);
    // Flat, but for the noise of a machine.
    const [faster, slower] = [ratio(many, 'perSecond'), ratio(one, 'medianMs')];
    console.log(
      `${operation}, full sandbox, 32 connections: ${faster.toFixed(2)} × a nearly empty one (${atLeast(faster, 0.8, ' ×')})`,
    );
    console.log(
      `${operation}, full sandbox, one at a time: ${slower.toFixed(2)} × its time (${atMost(slower, 1.25, ' ×')})`,
    );
  }
}

async function fillSandbox(name, reports) {
  const control = `${emulator.url}/sandbox/${name}/_emulator`;
  await send('PUT', `${control}/clock`, { mode: 'frozen', now: '2026-01-01T00:00:00Z' });
  const body = {
    ReportName: 'R',
    QueryId: SYSTEM_QUERY,
    StartTime: '2026-01-01T06:00:00Z',
    RecurrenceInterval: 24,
    RecurrenceCount: 10,
  };
  await load({
    url: emulator.url,
    request: httpRequest('POST', `/sandbox/${name}${SURFACE}/ScheduledReport`, body),
    connections: 16,
    requests: reports,
  });
  await load({
    url: emulator.url,
    request: httpRequest('POST', `/sandbox/${name}${SURFACE}/ScheduledQueries`, BODY),
    connections: 16,
    requests: reports,
  });
  await send('POST', `${control}/clock/advance`, { by: 'P11D' });
  const answer = await send('GET', `${emulator.url}/sandbox/${name}${SURFACE}/ScheduledReport`);
  return answer.value.at(-1).reportId;
}

async function createReport(sandbox) {
  const url = `${emulator.url}/sandbox/${sandbox}${SURFACE}/ScheduledReport`;
  const answer = await send('POST', url, { ReportName: 'R', QueryId: SYSTEM_QUERY, ExecuteNow: true });
  await new Promise((resolve) => setTimeout(resolve, 50));
  return answer.value[0].reportId;
}

async function send(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: {
      Authorization: 'Bearer bench',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** A load on one server, or a share of it. */
function loadOf({ url }, request, share = 1) {
  return ({ connections, requests }) =>
    load({ url, request, connections, requests: Math.round(requests * share) });
}

/** The rounds of each of `LOADS`. Who goes first in one goes last in the next. */
async function measure(pairOf) {
  const all = [];
  for (const { warmUp, ...size } of LOADS) {
    const warming = await pairOf();
    for (const side of ['ours', 'theirs']) await warming[side]({ ...size, requests: warmUp });
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const pair = await pairOf();
      const figures = {};
      const order = round % 2 === 0 ? ['ours', 'theirs'] : ['theirs', 'ours'];
      for (const side of order) figures[side] = await pair[side](size);
      rounds.push(figures);
    }
    all.push(rounds);
  }
  return all;
}

function ratio(runs, figure) {
  return median(runs.map(({ ours, theirs }) => ours[figure] / theirs[figure]));
}

function of(runs, side, figure, digits) {
  return median(runs.map((run) => run[side][figure])).toFixed(digits);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function startServer(words) {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const url = /http:\S+/.exec(String(chunk))?.[0];
      if (url !== undefined) resolve({ child, url });
    });
    child.on('exit', (code) => reject(new Error(`${words.join(' ')} ended with ${code}`)));
  });
}
