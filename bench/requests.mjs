/**
 * Get report executions and Create report query against Express 5 + express.json + Ajv that answers a constant: at 32 connections and one
 * at a time; then the same with a full sandbox. Usage: node bench/requests.mjs [rounds]
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atLeast, atMost } from './goals.mjs';
import { httpRequest, load } from './load.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 5);
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
  const gets = {
    ours: httpRequest('GET', `${SURFACE}/ScheduledReport/execution/${reportId}`),
    theirs: httpRequest('GET', `/executions/${reportId}`),
  };
  // Each query goes into a sandbox that has room for it.
  let created = 0;
  const create = () =>
    httpRequest('POST', `/sandbox/bench-${Math.floor(created++ / 50_000)}${SURFACE}/ScheduledQueries`, BODY);
  const posts = { ours: create, theirs: httpRequest('POST', '/query', BODY) };
  for (const [name, pair, goal] of [
    ['Get report executions', gets, 1.0],
    ['Create report query', posts, 0.8],
  ]) {
    await measure(pair, 32, 5_000);
    const many = await paired(() => measure(pair, 32, 20_000));
    console.log(
      `${name}, 32 connections: ${ratio(many, 'perSecond').toFixed(2)} × Express + Ajv (${of(many, 'ours', 'perSecond', 0)}/s to ${of(many, 'theirs', 'perSecond', 0)}/s; ${atLeast(ratio(many, 'perSecond'), goal, ' ×')})`,
    );
    const one = await paired(() => measure(pair, 1, 3_000));
    console.log(
      `${name}, one at a time: ${ratio(one, 'medianMs').toFixed(2)} × its time (${of(one, 'ours', 'medianMs', 3)} ms to ${of(one, 'theirs', 'medianMs', 3)} ms; ${atMost(ratio(one, 'medianMs'), 1.3, ' ×')})`,
    );
  }
}

/** The same two operations in a sandbox with 10,000 queries and reports and 100,000 executions, against one with ten. */
async function fill() {
  const sizes = { small: await fillSandbox('small', 10), full: await fillSandbox('full', 10_000) };
  const get = (name) =>
    httpRequest('GET', `/sandbox/${name}${SURFACE}/ScheduledReport/execution/${sizes[name]}`);
  const post = (name) => httpRequest('POST', `/sandbox/${name}${SURFACE}/ScheduledQueries`, BODY);
  for (const [name, request] of [
    ['Get report executions', get],
    ['Create report query', post],
  ]) {
    const runs = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const small = await load({
        url: emulator.url,
        request: request('small'),
        connections: 32,
        requests: 8_000,
      });
      const full = await load({
        url: emulator.url,
        request: request('full'),
        connections: 32,
        requests: 8_000,
      });
      runs.push({ ours: full, theirs: small });
    }
    // Flat, but for the noise of a machine.
    const flat = ratio(runs, 'perSecond');
    console.log(
      `${name}, full sandbox: ${flat.toFixed(2)} × a nearly empty one (${atLeast(flat, 0.8, ' ×')})`,
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

async function measure(pair, connections, requests) {
  return {
    ours: await load({ url: emulator.url, request: pair.ours, connections, requests }),
    theirs: await load({ url: baseline.url, request: pair.theirs, connections, requests }),
  };
}

async function paired(run) {
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1) runs.push(await run());
  return runs;
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
