import { once } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import { FileOnDisk } from '../../src/files/cached-file.ts';
import type * as Logging from '../../src/logging/logger.ts';
import type { LineLevel, LogFields } from '../../src/logging/logger.ts';
import { completeReport } from '../support/download.ts';
import { connectTo, exchangeRaw } from '../support/raw-exchange.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';

interface Line {
  readonly level: LineLevel;
  readonly message: string;
  readonly fields: LogFields;
}

// Jest lets a mock see only what is named so.
const mockLines: Line[] = [];

/** The log as it is, but that its lines come here instead of to stderr. */
jest.mock('../../src/logging/logger.ts', () => {
  const logging = jest.requireActual<typeof Logging>('../../src/logging/logger.ts');
  const open = (): Promise<Logging.WriteLine> =>
    Promise.resolve((level, message, fields) => void mockLines.push({ level, message, fields }));
  return {
    ...logging,
    createLogger: (level: Parameters<typeof Logging.createLogger>[0]) => logging.createLogger(level, open),
  };
});

/** Its file goes to disk. */
const LARGE =
  'SELECT CustomerName, SubscriptionId, Month, SKU, CustomerTenantId FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME';

let world: World;
beforeAll(async () => {
  world = await startForTest({ logLevel: 'info', compressReports: false });
});
afterAll(() => world.emulator.close());
beforeEach(() => void mockLines.splice(0));

/** A line is written once its connection is over, which may be after the client has read all of it. */
async function lineWith(text: string): Promise<Line> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < 5000) {
    const line = mockLines.find((one) => JSON.stringify(one).includes(text));
    if (line !== undefined) return line;
    await new Promise(setImmediate);
  }
  throw new Error(`No line with '${text}' among ${JSON.stringify(mockLines)}`);
}

test.each([
  ['of bytes that are no HTTP', 'nonsense\r\n\r\n', 400],
  ['of headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ['of a CONNECT', 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n', 405],
  ['of a path that is none', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['of an ordinary request', `GET ${SURFACE}/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 404],
])('has the ids of the answer: %s', async (_, bytes, status) => {
  const { headers } = await exchangeRaw(world.emulator.url, bytes);
  const line = await lineWith(headers['x-ms-correlation-id'] ?? 'none');
  expect(line).toMatchObject({
    level: 'info',
    message: expect.stringContaining(String(status)),
    fields: { requestId: headers['x-ms-request-id'] },
  });
});

test('tells of a download that broke off because of the emulator', async () => {
  const { link } = await completeReport(world, { query: LARGE });
  const failing = jest
    .spyOn(FileOnDisk.prototype, 'read')
    .mockImplementation(() => Readable.from(halfOfIt()));
  const asked = http.get(link, { agent: false });
  const [response] = (await once(asked, 'response')) as [http.IncomingMessage]; // the only argument of the event
  await expect(once(response.resume(), 'end')).rejects.toThrow('aborted');
  failing.mockRestore();
  const line = await lineWith('EIO: i/o error');
  expect([line.level, line.fields['correlationId']]).toEqual([
    'error',
    response.headers['x-ms-correlation-id'],
  ]);
});

test('takes no client that leaves for an error', async () => {
  const { link } = await completeReport(world, { query: LARGE });
  const asked = http.get(link, { agent: false });
  const [response] = (await once(asked, 'response')) as [http.IncomingMessage]; // the only argument of the event
  response.destroy();
  const id = String(response.headers['x-ms-correlation-id']);
  expect((await lineWith(id)).message).toMatch(/ broken off$/);
  await (await fetch(`${world.emulator.url}/_emulator/health`)).text();
  expect(mockLines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('nor one that leaves in the middle of its body', async () => {
  for (const path of [`${SURFACE}/ScheduledQueries`, '/_emulator/reset']) {
    const socket = connectTo(world.emulator.url);
    socket.write(
      `POST ${path}?leaves HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n` +
        'Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n',
    );
    await once(socket, 'data');
    socket.destroy();
    expect((await lineWith(`${path}?leaves`)).message).toMatch(/ broken off$/);
  }
  await (await fetch(`${world.emulator.url}/_emulator/health`)).text();
  expect(mockLines.filter(({ level }) => level === 'error')).toEqual([]);
});

test.each(['sig%3DverySecret', 's%69g=verySecret', '%73ig=verySecret', 'to=x%3Fa%26sig%3DverySecret%26b'])(
  'has no secrets, nor has the journal, where they are percent-encoded: %s',
  async (query) => {
    world.sandbox.reset();
    const path = `${SURFACE}/ScheduledReport?x=${query.length}&${query}`;
    await (await fetch(`${world.emulator.url}${path}`, { headers: world.partner.headers })).text();
    const line = await lineWith(`?x=${query.length}&`);
    const kept = JSON.stringify(world.sandbox.requests());
    expect(kept).toContain(`?x=${query.length}&`);
    for (const text of [JSON.stringify(line), kept]) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('verySecret');
    }
  },
);

test('has no token either that a URL carries', async () => {
  const path = `${SURFACE}/ScheduledReport?header=Bearer%20verySecretToken`;
  await (await fetch(`${world.emulator.url}${path}`, { headers: world.partner.headers })).text();
  expect(JSON.stringify(await lineWith('?header='))).not.toContain('verySecret');
  expect(JSON.stringify(world.sandbox.requests())).not.toContain('verySecret');
});

async function* halfOfIt(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(100_000, 'a');
  await new Promise(setImmediate);
  throw new Error('EIO: i/o error, read');
}
