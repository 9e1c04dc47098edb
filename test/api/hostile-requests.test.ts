import { request as requestOf, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expectAsDescribed, type Unmatched } from '../support/api-description.ts';
import { operationOf } from '../support/operation-of.ts';
import { createReport, executeNow, QUERY, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';

const RUNS = 500;
const PATIENCE_MS = 5000;

/** All that a partner can see, and the time: what a refusal must leave as it was. */
async function everything({ partner, sandbox }: World): Promise<string> {
  const reports = (await partner.getReports()).body.value;
  const ids = reports.map(({ reportId }) => reportId).join(';');
  const statuses = { executionStatus: 'Pending;Running;Paused;Completed', getLatestExecution: 'false' };
  const executions = ids === '' ? [] : (await partner.getExecutions(ids, statuses)).body.value;
  const queries = (await partner.getQueries({ includeSystemQueries: 'false' })).body.value;
  return JSON.stringify({
    queries,
    reports,
    executions,
    clock: sandbox.clock.get(),
  });
}

interface Furnished {
  readonly world: World;
  /** Ids of a query and of a scheduled, a paused and a finished report, which random requests may hit. */
  readonly ids: readonly string[];
}

async function furnish(world: World): Promise<Furnished> {
  const { partner } = world;
  const { queryId } = (await partner.createQuery({ Name: 'q', Query: QUERY })).body.value[0]!;
  const now = await createReport(partner, executeNow());
  await world.sandbox.clock.advance(3);
  const paused = await createReport(partner, scheduled({ ReportName: 'Paused' }));
  await partner.pauseReport(paused);
  const active = await createReport(partner, scheduled({ QueryId: queryId }));
  return { world, ids: [queryId, now, paused, active] };
}

interface Received {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Fails for anything but an answer that openapi.yaml describes for what was asked, in the form of the side that was asked. */
function expectAnswered({ method, path }: RandomRequest, { status, headers, text }: Received): void {
  const about = `${method} ${path} ${status} ${text.slice(0, 300)}`;
  expect([about, headers['x-powered-by']]).toEqual([about, undefined]);
  expect([about, text.includes('<html')]).toEqual([about, false]);
  if (status >= 500) {
    expect([about, headers['x-emulator-rule']]).toEqual([about, 'report.malformed-date']);
    expect(text).toContain(headers['x-ms-correlation-id']);
  }
  const asked = operationOf(method, path.split('?', 1)[0] ?? '') ?? { unmatched: 'surface' as const };
  if (method === 'HEAD') return expect([about, text]).toEqual([about, '']);
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  const body: unknown = isJson ? JSON.parse(text) : text;
  const asDescribedFor = (what: string | Unmatched): string => {
    try {
      expectAsDescribed(what, { status, headers, body });
      return '';
    } catch (error) {
      return String(error);
    }
  };
  // What is wrong with an address is refused before anyone knows what it asks for.
  const anywhere = { unmatched: /_emulator/i.test(path) ? 'control' : 'surface' } as const;
  const mismatch = asDescribedFor(asked);
  if (mismatch !== '' && (status < 400 || asDescribedFor(anywhere) !== ''))
    throw new Error(`${about}\n${mismatch}`);
}

interface RandomRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/** Ids are drawn by number, since they are known only when the world is furnished. */
function randomRequests(ids: readonly string[]): fc.Arbitrary<RandomRequest> {
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ids, SYSTEM_QUERY_ID, ids.join(';')) },
    fc.uuid(),
    fc.string(),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ maxLength: 300 }),
    fc.constantFrom('', ' ', 'true', 'null', '24', '-1', '1e9', 'CSV', 'GET', 'Pending', QUERY, "SELECT '"),
    fc.constantFrom(
      '2026-01-16T00:00:00Z',
      '2026-01-16 00:00:00Z',
      '2026-02-30T00:00:00Z',
      '0000-00-00T00:00:00Z',
    ),
    fc.constantFrom('http://127.0.0.1:9/', 'javascript:alert(1)', 'http://[', 'https://<x>', 'http://a b/'),
    id,
  );
  const segment = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('ScheduledReport', 'ScheduledQueries', 'ScheduledDataset') },
    { weight: 3, arbitrary: fc.constantFrom('execution', 'pause', 'resume', 'testQueryResult') },
    { weight: 3, arbitrary: id.map(encoded) },
    fc.string({ unit: 'grapheme-ascii' }).map((raw) => raw.replace(/[?#\s]/g, '')),
    fc.constantFrom('', '..', '.', '%00', '%zz', '%2e%2e', '%2F', '%C3%A9', 'swagger'),
  );
  const known = id
    .map(encoded)
    .chain((one) =>
      fc.constantFrom(
        ['ScheduledReport'],
        ['ScheduledReport', one],
        ['ScheduledReport', 'pause', one],
        ['ScheduledReport', 'resume', one],
        ['ScheduledReport', 'execution', one],
        ['ScheduledQueries'],
        ['ScheduledQueries', one],
        ['ScheduledQueries', 'testQueryResult'],
        ['ScheduledDataset'],
      ),
    );
  const onSurface = fc
    .oneof({ weight: 3, arbitrary: known }, fc.array(segment, { maxLength: 4 }))
    .map((segments) => `${SURFACE}/${segments.join('/')}`);
  const control = fc
    .tuple(
      fc.constantFrom(
        ...[
          'health',
          'clock',
          'clock/advance',
          'reset',
          'state',
          'sandboxes',
          'requests',
          'callbacks',
          'inbox',
        ],
        ...['faults', 'tokens', 'inbox/x', 'nowhere', ''],
      ),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant('') },
        segment.map((one) => `/${one}`),
      ),
    )
    .map(([path, below]) => `/_emulator/${path}${below}`);
  const file = fc
    .tuple(
      fc.array(fc.oneof(segment, fc.constant('default')), { maxLength: 3 }),
      fc.constantFrom('x.csv', 'x.tsv', 'x'),
    )
    .map(([segments, name]) => `/reports/${[...segments, name].join('/')}`);
  const prefix = fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    fc.constantFrom('/sandbox/default', '/SandBox/other', '/sandbox/-bad-', '/sandbox/%zz', '/sandbox', '//'),
  );
  const parameter = fc.constantFrom(
    ...['queryId', 'queryName', 'reportId', 'reportName', 'includeSystemQueries', 'includeOnlySystemQueries'],
    ...['exportQuery', 'startTime', 'endTime', 'executionId', 'executionStatus', 'getLatestExecution', 'x'],
  );
  const search = fc.oneof(
    fc.constant(''),
    fc
      .array(fc.tuple(parameter, text), { maxLength: 4 })
      .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`),
    fc.string({ unit: 'grapheme-ascii' }).map((raw) => `?${raw.replace(/[#\s]/g, '')}`),
  );
  const property = fc.constantFrom(
    ...['Name', 'Description', 'Query', 'ReportName', 'QueryId', 'StartTime', 'ExecuteNow', 'QueryStartTime'],
    ...['QueryEndTime', 'RecurrenceInterval', 'RecurrenceCount', 'Format', 'CallbackUrl', 'CallbackMethod'],
    ...['reportname', '__proto__', 'constructor', 'x', 'by', 'to', 'now', 'rate', 'match', 'role'],
  );
  const value = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());
  const changes = fc.dictionary(property, value, { maxKeys: 4 });
  const body = fc.oneof(
    fc.constant(null),
    changes.map((one) => JSON.stringify(one)),
    changes.map((one) => JSON.stringify(scheduled(one))),
    changes.map((one) => JSON.stringify(executeNow(one))),
    changes.map((one) => JSON.stringify({ Name: 'q', Query: QUERY, ...one })),
    fc.constantFrom('{"by":"PT1H"}', '{"by":1e99}', '{"now":"2026-02-01T00:00:00Z"}', '{"effect":{}}', '{}'),
    fc.jsonValue().map((one) => JSON.stringify(one)),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 200 }),
  );
  const headers = fc.record(
    {
      Authorization: fc.constantFrom(
        'Bearer x',
        '',
        'Bearer',
        'Basic x',
        withClaims({ roles: ['X'] }).Authorization,
      ),
      'Content-Type': fc.constantFrom(
        'application/json',
        'text/plain',
        'APPLICATION/JSON;charset=utf-8',
        'multipart/form-data; boundary=',
        ';',
      ),
      'X-AadUserTicket': fc.constantFrom('x', 'a.b.c', ' '),
      'X-Emulator-Sandbox': fc.constantFrom('default', '', '-bad-', '../x', 'a'.repeat(65)),
      'Content-Encoding': fc.constantFrom('gzip', 'identity', 'x'),
      Expect: fc.constantFrom('100-continue', 'x'),
      Range: fc.constantFrom('bytes=0-1', 'x'),
      Host: fc.constantFrom('localhost', 'evil.example', '[', 'a:b:c', ''),
      'X-Forwarded-Host': fc.constantFrom('evil.example', '<script>'),
    },
    { requiredKeys: [] },
  );
  return fc.record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
    path: fc
      .tuple(prefix, fc.oneof(onSurface, onSurface, onSurface, control, file), search)
      .map((parts) => parts.join('')),
    headers: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constant({ Authorization: 'Bearer x', 'Content-Type': 'application/json' }),
      },
      headers,
    ),
    body,
  });
}

/** Half a character can't be sent in a URL. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** By node:http, which sends a Host and an Expect as they are drawn. */
function send(url: string, { method, path, headers, body }: RandomRequest): Promise<Received> {
  const bytes = body === null ? null : Buffer.from(body);
  return new Promise((resolve, reject) => {
    const sending = requestOf(
      { port: new URL(url).port, host: '127.0.0.1', method, path, agent: false, timeout: PATIENCE_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sending.on('timeout', () => sending.destroy(new Error(`No answer to ${method} ${path}`)));
    sending.on('error', reject);
    for (const [name, value] of Object.entries(headers)) sending.setHeader(name, value);
    if (bytes !== null) sending.setHeader('Content-Length', bytes.length);
    sending.end(bytes ?? undefined);
  });
}

test('random requests get an answer in the form of the side they speak to, and a refusal changes nothing', async () => {
  await using world = await startForTest();
  const { ids } = await furnish(world);
  let before = await everything(world);
  await fc.assert(
    fc.asyncProperty(randomRequests(ids), async (request) => {
      // Swagger UI is a page and may be one.
      fc.pre(!/\/swagger(\/|\?|$)/i.test(request.path));
      const received = await send(world.emulator.url, request);
      expectAnswered(request, received);
      const after = await everything(world);
      if (received.status >= 400) expect(after).toBe(before);
      before = after;
    }),
    { numRuns: RUNS },
  );
}, 60_000);

/** What comes back until the connection ends, as one byte a character. */
function exchangeRaw(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', () => resolve(received));
    socket.on('close', () => resolve(received));
    socket.setTimeout(PATIENCE_MS, () => {
      socket.destroy();
      reject(new Error(`No end to the answer for ${Buffer.from(bytes).toString('latin1')}: ${received}`));
    });
  });
}

/** Fails unless all that was received is answers in the envelope; the status of each. */
function readRawAnswers(received: string): number[] {
  const statuses: number[] = [];
  let rest = received.replaceAll('HTTP/1.1 100 Continue\r\n\r\n', '');
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.slice(0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? NaN);
    expect(head).toMatch(/^content-type: application\/json; charset=utf-8$/im);
    expect(head).toMatch(/^x-ms-correlation-id: /im);
    expect(head).not.toMatch(/x-powered-by/i);
    const body: unknown = JSON.parse(
      Buffer.from(rest.slice(end + 4, end + 4 + length), 'latin1').toString('utf8'),
    );
    expect(body).toMatchObject({ statusCode: status, value: expect.any(Array) });
    statuses.push(status);
    rest = rest.slice(end + 4 + length);
  }
  return statuses;
}

const LINE = `${SURFACE}/ScheduledReport`;
const POST = `POST ${LINE} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n`;

describe('on a raw connection', () => {
  test.each([
    ['half a request line', 'GET /insi', [400]],
    ['a method that is rare', `M-SEARCH ${LINE} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, [405]],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', [404]],
    ['a URL with a broken host', `GET http://[bad${LINE} HTTP/1.1\r\nHost: a\r\n\r\n`, [401]],
    ['a URL with a broken port', `GET http://a:b${LINE} HTTP/1.1\r\nHost: a\r\n\r\n`, [401]],
    ['a path with a broken host in it', 'GET //[#x HTTP/1.1\r\nHost: a\r\n\r\n', [404]],
    ['no Host', `GET ${LINE} HTTP/1.1\r\n\r\n`, [401]],
    ['a header name with a blank', `GET ${LINE} HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n`, [400]],
    ['a length and chunks', `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, [400]],
    ['a length that is none', `${POST}Content-Length: x\r\n\r\n{}`, [400]],
    ['a chunk that is none', `${POST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, [400]],
    [
      'chunks over 1 MiB',
      `${POST}Transfer-Encoding: chunked\r\n\r\n100001\r\n${' '.repeat(0x100001)}\r\n0\r\n\r\n`,
      [413],
    ],
  ])('%s is answered in the envelope', async (_, text, statuses) => {
    await using world = await startForTest();
    const received = await exchangeRaw(world.emulator.port, Buffer.from(text, 'latin1'));
    expect(readRawAnswers(received)).toEqual(statuses);
  });

  test('random bytes get a refusal or nothing, and change nothing', async () => {
    await using world = await startForTest();
    await furnish(world);
    const before = await everything(world);
    const valid = `${POST}Content-Length: 60\r\n\r\n{"ReportName":"r"}`;
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'grapheme-ascii' }).map((text) => Buffer.from(`${text}\r\n\r\n`)),
      fc
        .tuple(fc.nat(valid.length), fc.nat(20), fc.uint8Array({ maxLength: 20 }))
        .map(([at, cut, noise]) =>
          Buffer.concat([Buffer.from(valid.slice(0, at)), noise, Buffer.from(valid.slice(at + cut))]),
        ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        for (const status of readRawAnswers(await exchangeRaw(world.emulator.port, sent))) {
          expect(status).toBeGreaterThanOrEqual(400);
          expect(status).toBeLessThan(500);
        }
      }),
      { numRuns: RUNS },
    );
    expect(await everything(world)).toBe(before);
  }, 60_000);

  test('clients that go away at once or in the middle leave everything as it was', async () => {
    await using world = await startForTest();
    await furnish(world);
    const before = await everything(world);
    const halves = [
      'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
      `${POST}Content-Length: 60\r\n\r\n{"Rep`,
      'GET /',
      POST,
    ];
    for (const half of [...halves, ...halves]) {
      await new Promise<void>((resolve) => {
        const socket = connect(world.emulator.port, '127.0.0.1', () => {
          socket.write(half, () => socket.resetAndDestroy());
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    }
    expect(await everything(world)).toBe(before);
  });
});
