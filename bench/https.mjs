/**
 * What HTTPS adds to a start with an authority that is there already, from spawn to the line that says it serves; and the throughput of a
 * download through the proxy against one by direct HTTPS. Both take turns; the figures are medians. Usage: node bench/https.mjs [pairs]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { atLeast, atMost } from './goals.mjs';

const CLI = join(dirname(fileURLToPath(import.meta.url)), '../dist/cli.cjs');
const PAIRS = Number(process.argv[2] ?? 20);
const SURFACE = '/insights/v1/mpn';
const SERVICE = 'api.partnercenter.microsoft.com';
const caDir = mkdtempSync(join(tmpdir(), 'bench-ca-'));
const PLAIN = ['--port', '0', '--log-level', 'warn'];
const HTTPS = [...PLAIN, '--https', '--https-port', '0', '--ca-dir', caDir];

try {
  await startUp();
  await downloads();
} finally {
  rmSync(caDir, { recursive: true, force: true });
}

async function startUp() {
  const more = [];
  const times = { plain: [], https: [] };
  // The first pair makes the authority.
  for (let pair = -1; pair < PAIRS; pair += 1) {
    const ms = {};
    for (const kind of pair % 2 === 0 ? ['plain', 'https'] : ['https', 'plain']) {
      ms[kind] = await startOnce(kind === 'plain' ? PLAIN : HTTPS);
    }
    if (pair < 0) continue;
    more.push(ms.https - ms.plain);
    for (const kind of ['plain', 'https']) times[kind].push(ms[kind]);
  }
  const added = median(more);
  console.log(
    `start with HTTPS: ${added.toFixed(1)} ms more (${median(times.https).toFixed(1)} to ${median(times.plain).toFixed(1)} ms; ${atMost(added, 150, ' ms')})`,
  );
}

async function startOnce(words) {
  const began = performance.now();
  const { child } = await start(words);
  const ms = performance.now() - began;
  await end(child);
  return ms;
}

async function downloads() {
  const { child, url } = await start([...HTTPS, '--proxy', '--proxy-port', '0', '--customers', '3000']);
  const direct = { agent: null };
  const proxied = { agent: null };
  try {
    const { urls } = await (await fetch(`${url}/_emulator/health`)).json();
    const path = await pathOfFile(url);
    const ca = readFileSync(join(caDir, 'ca.pem'));
    direct.agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca });
    proxied.agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    proxied.agent.createConnection = (_options, made) =>
      void tunnel(urls.proxy, ca).then((one) => made(null, one), made);
    const ways = [
      () => download(`${urls.https}${path}`, direct.agent),
      () => download(`https://${SERVICE}${path}`, proxied.agent),
    ];
    const speeds = [[], []];
    for (let pair = -2; pair < PAIRS; pair += 1) {
      for (const way of pair % 2 === 0 ? [0, 1] : [1, 0]) {
        // Several at a time: one alone is over too soon.
        let bytes = 0;
        const began = performance.now();
        for (let time = 0; time < 10; time += 1) bytes += await ways[way]();
        if (pair >= 0) speeds[way].push(bytes / 1e3 / (performance.now() - began));
      }
    }
    const ratio = median(speeds[1].map((speed, i) => speed / speeds[0][i])) * 100;
    console.log(
      `download through the proxy: ${ratio.toFixed(0)} % of direct HTTPS (${median(speeds[1]).toFixed(0)} to ${median(speeds[0]).toFixed(0)} MB/s; ${atLeast(ratio, 70, ' %')})`,
    );
  } finally {
    direct.agent?.destroy();
    proxied.agent?.destroy();
    await end(child);
  }
}

/** A report of some megabytes, made and kept by the emulator. */
async function pathOfFile(url) {
  const headers = { Authorization: 'Bearer bench', 'Content-Type': 'application/json' };
  const post = async (path, body) =>
    (await (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json())
      .value[0];
  const Query =
    'SELECT CustomerName, SubscriptionId, Month, SKU, CustomerTenantId FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME';
  const { queryId } = await post(`${SURFACE}/ScheduledQueries`, { Name: 'Large', Query });
  const { reportId } = await post(`${SURFACE}/ScheduledReport`, {
    ReportName: 'Large',
    QueryId: queryId,
    ExecuteNow: true,
  });
  await fetch(`${url}/_emulator/clock`, { method: 'PUT', headers, body: JSON.stringify({ mode: 'frozen' }) });
  await fetch(`${url}/_emulator/clock/advance`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ by: 'PT1M' }),
  });
  const executions = await fetch(`${url}${SURFACE}/ScheduledReport/execution/${reportId}`, { headers });
  const link = (await executions.json()).value[0].reportAccessSecureLink;
  return link.slice(new URL(link).origin.length);
}

async function tunnel(proxyUrl, ca) {
  const { hostname, port } = new URL(proxyUrl);
  const request = http.request({ hostname, port, method: 'CONNECT', path: `${SERVICE}:443` }).end();
  const [, socket] = await once(request, 'connect');
  const secure = tls.connect({ socket, servername: SERVICE, ca });
  await once(secure, 'secureConnect');
  return secure;
}

function download(url, agent) {
  return new Promise((resolve, reject) => {
    https
      .get(url, { agent }, (response) => {
        let bytes = 0;
        response.on('data', (chunk) => (bytes += chunk.length));
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(bytes)
            : reject(new Error(`${url} answered ${response.statusCode}`)),
        );
      })
      .on('error', reject);
  });
}

async function start(words) {
  const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /http:\S+(?=\n)/.exec(text);
      if (found !== null) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`${words.join(' ')} ended with ${code}`)));
  });
  return { child, url };
}

async function end(child) {
  child.removeAllListeners('exit');
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
