/** In a process of its own: exports a million rows from the built package, and tells what it has seen of them as JSON. */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { startEmulator } = require(join(__dirname, '../../dist/index.cjs'));

const [, , query, now] = process.argv;
const HEADERS = { Authorization: 'Bearer test', 'Content-Type': 'application/json' };

void main();

async function main() {
  const emulator = await startEmulator({
    port: 0,
    logLevel: 'error',
    customers: 10_000,
    queueTime: 0,
    runTime: 0,
    clock: { mode: 'frozen', now },
  });
  const before = peakMib();
  const { queryId } = await ask('ScheduledQueries', { Name: 'n', Description: 'd', Query: query });
  const { reportId } = await ask('ScheduledReport', { ReportName: 'n', QueryId: queryId, ExecuteNow: true });
  await emulator.sandbox('default').clock.advance(0);
  const { reportAccessSecureLink } = await ask(`ScheduledReport/execution/${reportId}`);
  const hash = createHash('sha256');
  let lines = 0;
  for await (const block of (await fetch(reportAccessSecureLink)).body) {
    hash.update(block);
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) lines += 1;
  }
  console.log(JSON.stringify({ lines, hash: hash.digest('hex'), grownMib: peakMib() - before }));
  await emulator.close();

  async function ask(path, body) {
    const answer = await fetch(`${emulator.url}/insights/v1/mpn/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: HEADERS,
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()).value[0];
  }
}

/** Linux only; elsewhere what there is now. */
function peakMib() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.memoryUsage.rss() / 1024 / 1024;
  }
}
