import http from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Emulator } from '../../src/emulator.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { exchangeRaw } from '../support/raw-exchange.ts';
import { startForTest, SURFACE, type World, type WorldOptions } from '../support/start-for-test.ts';

interface CompletedWorld extends World {
  readonly reportId: string;
  /** The link that a client with these headers is given. */
  linkFor(headers: Readonly<Record<string, string>>, baseUrl?: string): Promise<string>;
}

async function startCompleted(options: WorldOptions = {}): Promise<CompletedWorld> {
  const world = await startForTest(options);
  const reportId = await createReport(world.partner, executeNow());
  await world.sandbox.clock.advance(3);
  return {
    ...world,
    reportId,
    linkFor: (headers, baseUrl = world.emulator.url) =>
      linkFrom(`${baseUrl}${SURFACE}/ScheduledReport/execution/${reportId}`, headers),
  };
}

/** By node:http, since fetch sets Host itself. */
async function linkFrom(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http
      .get(url, { headers: { Authorization: 'Bearer t', ...headers }, agent: false }, resolve)
      .on('error', reject);
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  // Its shape is held to openapi.yaml elsewhere.
  const body = JSON.parse(text) as { readonly value: readonly { readonly reportAccessSecureLink: string }[] };
  return body.value[0]?.reportAccessSecureLink ?? '';
}

const originOf = (link: string): string => new URL(link).origin;
const portOf = ({ url }: Emulator): string => new URL(url).port;

/** The same file at another origin. */
const movedTo = (origin: string, link: string): string =>
  `${origin}${new URL(link).pathname}${new URL(link).search}`;

async function expectFile(link: string): Promise<void> {
  const response = await fetch(link);
  expect([response.status, await response.text()]).toEqual([200, expect.stringMatching(/^MpnId,/)]);
}

describe('a link names the host by which the client came', () => {
  let world: CompletedWorld;
  beforeAll(async () => (world = await startCompleted()));
  afterAll(() => world.emulator.close());

  test('127.0.0.1', async () => {
    const link = await world.linkFor({});
    expect(originOf(link)).toBe(world.emulator.url);
    await expectFile(link);
  });

  test('localhost', async () => {
    const origin = `http://localhost:${portOf(world.emulator)}`;
    const link = await world.linkFor({}, origin);
    expect(originOf(link)).toBe(origin);
    await expectFile(link);
  });

  test('a forwarded port', async () => {
    await using forwarder = await forwardTo(Number(portOf(world.emulator)));
    const link = await world.linkFor({}, forwarder.url);
    expect(originOf(link)).toBe(forwarder.url);
    await expectFile(link);
  });

  test.each([
    'insights.test:8080',
    'insights',
    'host.docker.internal:4620',
    'UPPER.example',
    'my_service:80',
    '[::1]:4620',
    '192.168.0.7',
    'xn--bcher-kva.example',
  ])('whatever it is called there: %s', async (host) => {
    const link = await world.linkFor({ Host: host });
    expect(link.startsWith(`http://${host}/reports/default/`)).toBe(true);
    await expectFile(movedTo(world.emulator.url, link));
  });

  test.each([
    'evil.example/path',
    'evil.example?x=',
    'user@evil.example',
    'evil.example:99999',
    'evil.example:port',
    'evil.example:0',
    'two hosts',
    '"quoted"',
    'back\\slash',
    '<script>',
    '-',
    '[::1',
    'a'.repeat(300),
  ])('but not one that is none: %s', async (host) => {
    expect(originOf(await world.linkFor({ Host: host }))).toBe(world.emulator.url);
  });

  test('a client that says no host gets the address it listens on', async () => {
    const path = `${SURFACE}/ScheduledReport/execution/${world.reportId}`;
    const { body } = await exchangeRaw(
      world.emulator.url,
      `GET ${path} HTTP/1.0\r\nAuthorization: Bearer t\r\n\r\n`,
    );
    expect(body).toContain(`"reportAccessSecureLink":"${world.emulator.url}/reports/`);
  });

  test('each call gets a link of its own, and one that was signed for one host works at another', async () => {
    const here = await world.linkFor({});
    const there = await world.linkFor({ Host: 'insights.test' });
    expect(movedTo(world.emulator.url, there)).toBe(here);
    await world.sandbox.clock.advance(5);
    expect(await world.linkFor({})).not.toBe(here);
    await expectFile(here);
  });

  test.each([
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' },
    { Forwarded: 'host=evil.example;proto=https' },
  ])('a proxy that nobody trusts is not believed', async (headers) => {
    expect(originOf(await world.linkFor(headers))).toBe(world.emulator.url);
  });
});

describe('with trustProxy', () => {
  let world: CompletedWorld;
  beforeAll(async () => (world = await startCompleted({ trustProxy: true })));
  afterAll(() => world.emulator.close());

  test.each<[Record<string, string>, string]>([
    [{ 'X-Forwarded-Host': 'insights.example' }, 'http://insights.example'],
    [
      { 'X-Forwarded-Host': 'insights.example:8443', 'X-Forwarded-Proto': 'https' },
      'https://insights.example:8443',
    ],
    [
      { 'X-Forwarded-Host': 'insights.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '8443' },
      'https://insights.example:8443',
    ],
    [
      { 'X-Forwarded-Host': 'outer.example, inner.example', 'X-Forwarded-Proto': 'https, http' },
      'https://outer.example',
    ],
    [{ 'X-Forwarded-Proto': 'https', Host: 'insights.example' }, 'https://insights.example'],
    [
      { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '8443', Host: 'insights.example' },
      'https://insights.example:8443',
    ],
    [{ 'X-Forwarded-Port': '8443', Host: 'insights.example:99' }, 'http://insights.example:99'],
    [{ 'X-Forwarded-Port': 'none', Host: 'insights.example' }, 'http://insights.example'],
    [{ Forwarded: 'for=192.0.2.1;host=insights.example;proto=https' }, 'https://insights.example'],
    [{ Forwarded: 'for="[::1]";HOST="insights.example:8443"; proto=HTTPS' }, 'https://insights.example:8443'],
    [{ Forwarded: 'host=outer.example, host=inner.example' }, 'http://outer.example'],
    [{ Forwarded: 'host=right.example', 'X-Forwarded-Host': 'other.example' }, 'http://right.example'],
  ])('%j gives a link to %s', async (headers, origin) => {
    const link = await world.linkFor(headers);
    expect(link.startsWith(`${origin}/reports/`)).toBe(true);
    await expectFile(movedTo(world.emulator.url, link));
  });

  test.each<Record<string, string>>([
    {},
    { 'X-Forwarded-Host': 'evil.example/path' },
    { 'X-Forwarded-Host': '' },
    { 'X-Forwarded-Proto': 'javascript' },
    { 'X-Forwarded-Host': ', ,' },
    { Forwarded: 'host=;proto=' },
    { Forwarded: '!!!' },
  ])('%j says nothing, and the Host counts', async (headers) => {
    expect(originOf(await world.linkFor(headers))).toBe(world.emulator.url);
  });
});

describe('with publicUrl', () => {
  test.each([
    'https://insights.example',
    'http://localhost:9999',
    'https://gateway.example:8443/partner/insights',
  ])('every link begins with it: %s', async (publicUrl) => {
    await using world = await startCompleted({ publicUrl, trustProxy: true });
    const link = await world.linkFor({ Host: 'other.example', 'X-Forwarded-Host': 'third.example' });
    expect(link.startsWith(`${publicUrl}/reports/default/`)).toBe(true);
    // A gateway takes its own path off.
    await expectFile(link.replace(publicUrl, world.emulator.url));
  });
});

describe('in a sandbox', () => {
  test('the link is to a file of that sandbox, however the client said which one it means', async () => {
    await using world = await startForTest();
    const sandbox = world.emulator.sandbox('Team-1.a_b');
    const partner = world.partner.as({ Authorization: 'Bearer t', 'X-Emulator-Sandbox': 'Team-1.a_b' });
    const reportId = await createReport(partner, executeNow());
    await sandbox.clock.advance(3);
    const [execution] = (await partner.getExecutions(reportId)).body.value;
    const byHeader = execution?.reportAccessSecureLink ?? '';
    const byPath = await linkFrom(`${sandbox.url}${SURFACE}/ScheduledReport/execution/${reportId}`, {});
    expect(new URL(byHeader).pathname).toMatch(/^\/reports\/Team-1\.a_b\//);
    expect(byPath).toBe(byHeader);
    await expectFile(byHeader);
    // The header of another sandbox changes nothing: the path says it all.
    expect((await fetch(byHeader, { headers: { 'X-Emulator-Sandbox': 'other' } })).status).toBe(200);
    expect((await fetch(byHeader.replace('Team-1.a_b', 'default'))).status).toBe(403);
  });
});

/** Plain TCP from a port of its own, as containers and tunnels do it. */
async function forwardTo(port: number): Promise<{ readonly url: string } & AsyncDisposable> {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    const inner = connect(port, '127.0.0.1');
    client.pipe(inner).pipe(client);
    client.on('error', () => inner.destroy());
    inner.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo; // listening on TCP
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of clients) client.destroy();
      }),
  };
}
