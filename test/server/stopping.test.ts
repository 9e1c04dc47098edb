import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator.ts';
import { REPOSITORY, RunningCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';
import { linkOf } from '../support/download.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { startForTest, SURFACE } from '../support/start-for-test.ts';

/** Far more than what the sockets between client and server hold. */
const LARGE =
  'SELECT CustomerName, SubscriptionId, Month, SKU, CustomerTenantId FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME';

describe('an emulator that is closed', () => {
  test.each([
    ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n'],
    ['bytes that are no HTTP', 'nonsense\r\n\r\n'],
    ['half a request', 'GET / HTTP/1.1\r\nHos'],
    ['half a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
    ['nothing', ''],
  ])('does not wait for a client that sent %s and stays', async (_, bytes) => {
    const { emulator } = await startForTest();
    const client = connect({ port: emulator.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => {});
    await once(client, 'connect');
    if (bytes !== '') client.write(bytes);
    // It has been heard once another request has been answered.
    await (await fetch(`${emulator.url}/_emulator/health`)).text();
    const began = performance.now();
    await emulator.close();
    expect(performance.now() - began).toBeLessThan(1500);
    client.destroy();
  });

  test('breaks off a callback in flight and a download that goes on', async () => {
    await using receiver = await startSilentReceiver();
    const world = await startForTest({ compressReports: false, customers: 1000 });
    const link = await createLargeReport(world.partner, () => world.sandbox.clock.advance(3));
    const { response, broken } = await startDownload(link);
    await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    const advance = world.sandbox.clock.advance(3).catch(() => 'broken off');
    await receiver.called;
    const began = performance.now();
    await world.emulator.close();
    expect(performance.now() - began).toBeLessThan(1500);
    response.resume();
    await Promise.all([advance, receiver.closed, broken]);
  }, 60_000);

  test('may be closed twice, frees its port, and refuses what comes later', async () => {
    const emulator = await startEmulator({ port: 0 });
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator[Symbol.asyncDispose]();
    await expect(fetch(emulator.url)).rejects.toThrow();
    expect(() => emulator.sandbox('late')).toThrow(/closed/);
    await using again = await startEmulator({ port: emulator.port });
    expect((await fetch(`${again.url}/_emulator/health`)).status).toBe(200);
  });

  test('leaves another one of the same process alone', async () => {
    await using one = await startForTest();
    const other = await startForTest();
    const queryIds = await Promise.all(
      [one, other].map(
        async ({ partner }) => (await partner.createQuery({ Name: 'Q', Query: LARGE })).body.value[0],
      ),
    );
    expect(queryIds[0]?.queryId).toBe(queryIds[1]?.queryId);
    await other.emulator.close();
    expect((await one.partner.getQueries({ includeSystemQueries: 'false' })).body.totalCount).toBe(1);
  });

  test('that cannot listen leaves nothing behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo; // listening on TCP
    await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    taken.close();
    await once(taken, 'close');
    await using emulator = await startEmulator({ port });
    expect(emulator.port).toBe(port);
  });
});

describe('as a process', () => {
  beforeAll(buildPackage, 120_000);

  test('nothing of two emulators keeps it from ending, once they are closed', async () => {
    const child = spawn(process.execPath, ['-e', TWO_EMULATORS, join(REPOSITORY, 'dist/index.cjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = await once(child, 'close');
    expect([code, output]).toEqual([0, '200 200 closed []\n']);
  }, 60_000);

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s while files are made and sent, and a callback is, ends it within two seconds with 0',
    async (signal) => {
      await using receiver = await startSilentReceiver();
      await using cli = new RunningCli(
        ['--port', '0', '--queue-time', '0', '--run-time', '0', '--customers', '1000'],
        {
          INSIGHTS_EMULATOR_LOG_LEVEL: 'error',
          INSIGHTS_EMULATOR_COMPRESS_REPORTS: 'false',
        },
      );
      const partner = new Partner(`${await cli.url()}${SURFACE}`);
      const link = await createLargeReport(partner, () => Promise.resolve());
      const { response, broken, received } = await startDownload(link);
      const huge = await createReport(partner, executeNow({ Description: '[emulator:huge]' }));
      const beingMade = fetch(await completedLink(partner, huge));
      await createReport(partner, executeNow({ CallbackUrl: receiver.url }));
      await receiver.called;
      const began = performance.now();
      cli.child.kill(signal);
      expect(await cli.ended).toMatchObject({ code: 0, stderr: '' });
      expect(performance.now() - began).toBeLessThan(2000);
      response.resume();
      await broken;
      expect((await beingMade).status).toBe(500);
      expect(received()).toBeLessThan(Number(response.headers['content-length']));
    },
    60_000,
  );
});

/** Runs a big download, an unanswered callback and a kept connection in each, closes both, and tells what is left. */
const TWO_EMULATORS = `
const { startEmulator } = require(process.argv[1]);
const http = require('node:http');
const headers = { Authorization: 'Bearer t', 'Content-Type': 'application/json' };
const ask = async (url, body) => (await (await fetch(url, { headers, ...body && { method: 'POST', body: JSON.stringify(body) } })).json()).value[0];
async function use(emulator, silentUrl) {
  const base = emulator.url + '/insights/v1/mpn/';
  const { queryId } = await ask(base + 'ScheduledQueries', { Name: 'Q', Query: '${LARGE}' });
  const { reportId } = await ask(base + 'ScheduledReport', { ReportName: 'R', QueryId: queryId, ExecuteNow: true, CallbackUrl: silentUrl });
  void emulator.sandbox('default').clock.advance(3).catch(() => {});
  while (emulator.sandbox('default').callbacks().length === 0) await new Promise(setImmediate);
  const { reportAccessSecureLink } = await ask(base + 'ScheduledReport/execution/' + reportId);
  const file = await fetch(reportAccessSecureLink);
  await file.arrayBuffer();
  return file.status;
}
(async () => {
  const silent = http.createServer(() => {}).listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + silent.address().port;
    const clock = { mode: 'frozen', now: '2026-01-15T00:00:00Z' };
    const emulators = await Promise.all([1, 2].map(() => startEmulator({ port: 0, clock, compressReports: false })));
    const statuses = await Promise.all(emulators.map((emulator) => use(emulator, url)));
    await Promise.all(emulators.map((emulator) => emulator.close()));
    silent.closeAllConnections();
    silent.close();
    const left = require('node:fs').readdirSync(require('node:os').tmpdir())
      .filter((name) => name.startsWith('partner-center-insights-emulator-' + process.pid + '-'));
    console.log(...statuses, 'closed', JSON.stringify(left));
  });
})();
`;

async function createLargeReport(partner: Partner, complete: () => Promise<unknown>): Promise<string> {
  const [query] = (await partner.createQuery({ Name: 'Large', Query: LARGE })).body.value;
  const reportId = await createReport(partner, executeNow({ QueryId: query?.queryId }));
  await complete();
  return completedLink(partner, reportId);
}

async function completedLink(partner: Partner, reportId: string): Promise<string> {
  for (;;) {
    const link = await linkOf({ partner }, reportId);
    if (link !== '') return link;
  }
}

/** Takes the first bytes and no more. */
async function startDownload(link: string) {
  const request = http.get(link, { agent: false });
  request.on('error', () => {});
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]; // the only argument of the event
  const broken = new Promise<void>((resolve) => response.on('error', () => {}).on('close', resolve));
  let received = 0;
  response.on('data', (chunk: Buffer) => (received += chunk.length));
  await once(response, 'data');
  response.pause();
  return { response, broken, received: () => received };
}

/** Takes a callback and never answers. */
async function startSilentReceiver() {
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on TCP
  const called = once(server, 'request');
  return {
    url: `http://127.0.0.1:${port}`,
    called,
    closed: called.then(([request]) => once((request as http.IncomingMessage).socket, 'close')), // the event's first argument
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
