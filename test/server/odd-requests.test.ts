import { once } from 'node:events';
import http from 'node:http';
import { expectAsDescribed } from '../support/api-description.ts';
import { connectTo, exchangeRaw, readRaw, receiveAll, type RawAnswer } from '../support/raw-exchange.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';

let world: World;
beforeAll(async () => (world = await startForTest()));
afterAll(() => world.emulator.close());

const ask = (bytes: string | Uint8Array): Promise<RawAnswer> => exchangeRaw(world.emulator.url, bytes);

/** In the envelope, as openapi.yaml has it for what matches no operation. */
function expectRefused({ status, headers, body }: RawAnswer, expected: number, rule: string): void {
  const parsed: unknown = JSON.parse(body);
  expectAsDescribed({ unmatched: 'surface' }, { status, headers, body: parsed });
  expect([status, headers['x-emulator-rule']]).toEqual([expected, rule]);
}

const QUERIES = `${SURFACE}/ScheduledQueries`;
const GET = (target: string, version = '1.1', more = ''): string =>
  `GET ${target} HTTP/${version}\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: close\r\n${more}\r\n`;

describe('what is no HTTP', () => {
  test.each([
    ['bytes', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])],
    ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
    ['a line of words', 'hello, is anybody there?\r\n\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an unknown version', 'GET / HTTP/9.9\r\n\r\n'],
    ['a method nobody knows', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a target with a blank', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('gets a clear answer in the envelope: %s', async (_, bytes) => {
    expectRefused(await ask(bytes), 400, 'request.malformed');
  });

  test('is answered once, also in the middle of a body', async () => {
    const answer = await ask(
      `POST ${QUERIES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n` +
        'Transfer-Encoding: chunked\r\n\r\nnot a length\r\n',
    );
    expectRefused(answer, 400, 'request.malformed');
    expect(answer.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

test('headers that are too large are 431', async () => {
  expectRefused(
    await ask(GET(QUERIES, '1.1', `X: ${'x'.repeat(40_000)}\r\n`)),
    431,
    'request.headers-too-large',
  );
});

test('a target that is too long is 431', async () => {
  expectRefused(await ask(GET(`/${'x'.repeat(40_000)}`)), 431, 'request.headers-too-large');
});

test('CONNECT is refused', async () => {
  expectRefused(
    await ask('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n'),
    405,
    'route.method',
  );
});

describe('an unusual but proper request is answered', () => {
  test.each([
    ['HTTP/1.0', `GET ${QUERIES} HTTP/1.0\r\nAuthorization: Bearer t\r\n\r\n`],
    [
      'HTTP/1.1 without Host',
      `GET ${QUERIES} HTTP/1.1\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n`,
    ],
    ['the whole URL as the target', GET(`http://api.partnercenter.microsoft.com${QUERIES}`)],
    ['repeated slashes', GET(`//insights//v1/mpn///ScheduledQueries/`)],
    ['percent-encoded letters', GET(`${SURFACE}/%53cheduled%51ueries`)],
    ['empty lines before it', `\r\n\r\n${GET(QUERIES)}`],
    ['an Upgrade nobody offers', GET(QUERIES, '1.1', 'Upgrade: h2c\r\n')],
    ['an expectation nobody knows', GET(QUERIES, '1.1', 'Expect: wonders\r\n')],
    ['a header in Latin-1', Buffer.from(GET(QUERIES, '1.1', 'X-Note: caf\xe9\r\n'), 'latin1')],
  ])('%s', async (_, bytes) => {
    const { status, headers, body } = await ask(bytes);
    const parsed: unknown = JSON.parse(body);
    expectAsDescribed('GetReportQueries', { status, headers, body: parsed });
    expect(status).toBe(200);
  });

  test('one that waits to be told to continue', async () => {
    const body = JSON.stringify({ Name: 'N', Query: 'SELECT MpnId FROM CustomersAndTenants' });
    const { port } = new URL(world.emulator.url);
    const request = http.request({
      port,
      host: '127.0.0.1',
      path: QUERIES,
      method: 'POST',
      headers: {
        Authorization: 'Bearer t',
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Expect: '100-continue',
      },
    });
    request.flushHeaders();
    await once(request, 'continue');
    request.end(body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]; // the only argument of the event
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  test('several in one packet, in order', async () => {
    const socket = connectTo(world.emulator.url);
    const keepAlive = (target: string): string => GET(target).replace('Connection: close\r\n', '');
    socket.write(keepAlive(`${SURFACE}/nowhere`) + keepAlive(QUERIES) + GET(`${SURFACE}/nowhere`));
    const text = await receiveAll(socket);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});

describe('a path that leads nowhere is 404 in the envelope', () => {
  test.each([
    '/',
    '*',
    '/favicon.ico',
    '/insights',
    '/insights/v1',
    '/insights/v9/mpn/ScheduledQueries',
    SURFACE,
    '/%2e%2e/etc/passwd',
  ])('%s', async (target) => expectRefused(await ask(GET(target)), 404, 'route.unknown'));

  test.each(['/%', '/%zz', '/%ff', `${SURFACE}/%c3%28`])('%s cannot be read, and is 400', async (target) =>
    expectRefused(await ask(GET(target)), 400, 'request.malformed'),
  );
});

describe('a path that cannot be read is refused in the form of the side it speaks to', () => {
  test.each(['/_emulator/%zz', '//_EMULATOR/faults/%ff', '/sandbox/mine/_emulator/%'])(
    '%s',
    async (target) => {
      const { status, headers, body } = await ask(GET(target));
      const parsed: unknown = JSON.parse(body);
      expectAsDescribed({ unmatched: 'control' }, { status, headers, body: parsed });
      expect([status, parsed]).toMatchObject([400, { error: { code: 'InvalidRequest' } }]);
    },
  );

  test.each(['/reports/%zz', '//Reports/default/%ff/x.csv?sig=x'])('%s', async (target) => {
    const { status, headers, body } = await ask(GET(target));
    expectAsDescribed('DownloadReport', { status, headers, body });
    expect([status, headers['x-ms-error-code']]).toEqual([400, 'InvalidUri']);
  });

  test.each(['/_emulators/%zz', '/reported/%zz', '/sandbox/_emulator/%zz'])('%s', async (target) =>
    expectRefused(await ask(GET(target)), 400, 'request.malformed'),
  );
});

test.each(['', SURFACE, '/_emulator', '/sandbox/mine'])(
  'a path of 10,000 segments takes no time: %s/x/x/x…',
  async (base) => {
    const startedAt = performance.now();
    const { status } = await ask(GET(base + '/x'.repeat(10_000)));
    expect(status).toBe(404);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  },
);

describe('JSON that is nested a hundred thousand deep', () => {
  const lists = '['.repeat(200_000) + ']'.repeat(200_000);
  const objects = '{"Name":'.repeat(100_000) + '1' + '}'.repeat(100_000);
  const post = (path: string, body: string, method = 'POST'): Promise<Response> =>
    fetch(`${world.emulator.url}${path}`, {
      method,
      headers: { Authorization: 'Bearer t', 'Content-Type': 'application/json' },
      body,
    });

  test.each([
    ['lists', lists],
    ['objects', objects],
    ['a name', `{"Name":${lists},"Query":"SELECT MpnId FROM Profile"}`],
    ['what is not known', `{"Other":${lists}}`],
  ])('is 400 where a report or a query should be: %s', async (_, body) => {
    for (const path of [QUERIES, `${SURFACE}/ScheduledReport`])
      expect((await post(path, body)).status).toBe(400);
  });

  test.each([lists, objects])('is refused by the control plane', async (body) => {
    for (const path of ['clock/advance', 'faults', 'tokens'])
      expect((await post(`/_emulator/${path}`, body)).status).toBe(400);
    for (const path of ['sandboxes/deep', 'state'])
      expect((await post(`/_emulator/${path}`, body, 'PUT')).status).toBe(400);
  });

  test('is kept as it was sent by the inbox, as any JSON', async () => {
    const { sandbox } = world;
    for (const body of [lists, ' { "b" : 1e2,\r\n"a": "\\u00e9" } '])
      expect((await post('/_emulator/inbox/deep', body)).status).toBe(200);
    const bodies = sandbox.inbox().map(({ body }) => body);
    expect(bodies).toEqual([lists.slice(0, 16_384), ' { "b" : 1e2,\r\n"a": "\\u00e9" } ']);
  });
});

test('what arrives while its sandbox is reset is kept in the sandbox as it is then', async () => {
  await using own = await startForTest();
  const before = own.sandbox.clock.get();
  await own.sandbox.clock.advance(3600);
  const body = JSON.stringify({ Name: 'Late', Query: 'SELECT MpnId FROM CustomersAndTenants' });
  const socket = connectTo(own.emulator.url);
  socket.write(
    `POST ${QUERIES} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
  );
  // The server has taken the request when it lets the body come.
  await once(socket, 'data');
  own.sandbox.reset();
  socket.write(body);
  const { status, body: answer } = readRaw(await receiveAll(socket));
  expect([status, JSON.parse(answer)]).toMatchObject([200, { value: [{ createdTime: before.now }] }]);
  const kept = await own.partner.getQueries({ includeSystemQueries: 'false' });
  expect(kept.body.value).toEqual((JSON.parse(answer) as typeof kept.body).value);
});

describe('a body over 1 MiB is 413, and the connection goes on', () => {
  const big = Buffer.alloc(1024 * 1024 + 1, ' ');
  const after = GET(QUERIES);

  test('with its length told', async () => {
    const socket = connectTo(world.emulator.url);
    socket.write(HEAD_OF_POST + `Content-Length: ${big.length}\r\n\r\n`);
    socket.write(big);
    socket.write(after);
    expectTooLargeThenFine(await receiveAll(socket));
  });

  test('in chunks', async () => {
    const socket = connectTo(world.emulator.url);
    socket.write(HEAD_OF_POST + 'Transfer-Encoding: chunked\r\n\r\n');
    for (let at = 0; at < big.length; at += 65_536) {
      const chunk = big.subarray(at, at + 65_536);
      socket.write(`${chunk.length.toString(16)}\r\n`);
      socket.write(chunk);
      socket.write('\r\n');
    }
    socket.write(`0\r\n\r\n${after}`);
    expectTooLargeThenFine(await receiveAll(socket));
  });

  test('to the control plane too, in its own form', async () => {
    const response = await fetch(`${world.emulator.url}/_emulator/clock/advance`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: big,
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'PayloadTooLarge' } });
  });

  const HEAD_OF_POST = `POST ${QUERIES} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n`;

  function expectTooLargeThenFine(text: string): void {
    const at = text.lastIndexOf('HTTP/1.1 200');
    expect(at).toBeGreaterThan(0);
    const { status, headers, body } = readRaw(text.slice(0, at));
    expectAsDescribed('CreateReportQuery', { status, headers, body: JSON.parse(body) });
    expect(status).toBe(413);
  }
});

test('a client that goes away in the middle of its body leaves nothing behind', async () => {
  const socket = connectTo(world.emulator.url);
  socket.write(
    `POST ${QUERIES} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n` +
      'Content-Length: 100\r\n\r\n{"Name": "Half", ',
  );
  await once(socket, 'connect');
  socket.destroy();
  const { body } = await world.partner.getQueries({ includeSystemQueries: 'false' });
  expect(body.value.filter(({ name }) => name === 'Half')).toEqual([]);
});

describe('a method a path does not have is 405 with those it has', () => {
  test.each(['HEAD', 'OPTIONS', 'PATCH', 'DELETE', 'TRACE'])('%s', async (method) => {
    const bytes = GET(QUERIES).replace('GET', method);
    const answer = await ask(bytes);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST, GET']);
    if (method === 'HEAD') expect(answer.body).toBe('');
    else expectRefused(answer, 405, 'route.method');
  });
});

test('a connection is kept alive after a refusal', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { port } = new URL(world.emulator.url);
  const statusOf = async (path: string, method: string): Promise<[number | undefined, boolean]> => {
    const request = http.request({ agent, port, host: '127.0.0.1', path, method });
    request.end(method === 'GET' ? undefined : '{');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]; // the only argument of the event
    response.resume();
    await once(response, 'end');
    return [response.statusCode, request.reusedSocket];
  };
  expect(await statusOf('/nowhere', 'GET')).toEqual([404, false]);
  expect(await statusOf(QUERIES, 'GET')).toEqual([401, true]);
  expect(await statusOf(QUERIES, 'PUT')).toEqual([405, true]);
  expect(await statusOf('/reports/x', 'GET')).toEqual([403, true]);
  expect(await statusOf('/_emulator/nowhere', 'GET')).toEqual([404, true]);
  expect(await statusOf('/_emulator/health', 'GET')).toEqual([200, true]);
  agent.destroy();
});
