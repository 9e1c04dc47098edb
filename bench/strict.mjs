/**
 * What strict authentication adds to a request: CPU time against lax, in two sandboxes of one emulator that take turns on the same requests
 * with tokens alike; the figure is the median over rounds. Usage: node bench/strict.mjs [rounds]
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost } from './goals.mjs';
import { httpRequest } from './load.mjs';
import { cpuPerRequest, startMeasured } from './measured-emulator.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 60);
const REQUESTS = 500;
const GOAL = 1.15;

const { child, url } = await startMeasured(join(HERE, '../dist/index.cjs'));
try {
  const requests = { strict: await prepare(url, 'strict'), lax: await prepare(url, 'lax') };
  for (const request of Object.values(requests))
    await cpuPerRequest(child, { url, request, requests: 8 * REQUESTS });
  const ratios = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each goes first every other time.
    const cpu = {};
    for (const auth of round % 2 === 0 ? ['strict', 'lax'] : ['lax', 'strict'])
      cpu[auth] = await cpuPerRequest(child, { url, request: requests[auth], requests: REQUESTS });
    ratios.push(cpu.strict / cpu.lax);
  }
  const ratio = ratios.toSorted((a, b) => a - b)[ROUNDS >> 1];
  console.log(
    `Get reports: strict takes ${ratio.toFixed(2)} x the CPU of lax (${atMost(ratio, GOAL, ' x')})`,
  );
} finally {
  child.kill('SIGKILL');
}

/** A request with a token in a sandbox of its own. */
async function prepare(url, auth) {
  await send('PUT', `${url}/_emulator/sandboxes/${auth}`, { auth });
  const { access_token } = await send('POST', `${url}/sandbox/${auth}/_emulator/tokens`, {});
  const path = `/sandbox/${auth}/insights/v1/mpn/ScheduledReport`;
  const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${access_token}` } });
  if (answer.status !== 200) throw new Error(`${auth} answers with ${answer.status}`);
  return httpRequest('GET', path, undefined, access_token);
}

async function send(method, url, body) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url} answers with ${response.status}`);
  return response.json();
}
