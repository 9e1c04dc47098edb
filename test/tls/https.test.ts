import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { Agent, fetch as undiciFetch } from 'undici';
import { startEmulator } from '../../src/emulator.ts';
import { openAuthority } from '../../src/tls/authority.ts';
import { createApp } from '../../src/create-app.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { connectTo, exchangeRaw } from '../support/raw-exchange.ts';
import { caDir, startSecurely, type SecureWorld } from '../support/start-securely.ts';
import { startForTest, SURFACE } from '../support/start-for-test.ts';

let world: SecureWorld;
let agent: Agent;
beforeAll(async () => {
  world = await startSecurely();
  agent = new Agent({ connect: { ca: world.ca } });
});
afterAll(async () => {
  await agent.close();
  await world.emulator.close();
});

const token = { Authorization: 'Bearer any' };
async function ask(url: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await undiciFetch(url, { dispatcher: agent, headers: token });
  return { status: answer.status, text: await answer.text() };
}

describe('HTTPS beside HTTP', () => {
  test.each(['127.0.0.1', 'localhost'])(
    'serves the same at %s to a client that trusts the CA',
    async (host) => {
      const { port } = new URL(world.httpsUrl);
      const answer = await ask(`https://${host}:${port}${SURFACE}/ScheduledQueries`);
      expect(answer.status).toBe(200);
      const plain = await world.partner.getQueries();
      expect(JSON.parse(answer.text)).toEqual(plain.body);
    },
  );

  test('is refused by a client that does not', async () => {
    await expect(fetch(world.httpsUrl)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) },
    });
  });

  test('makes links that are https, and serves them', async () => {
    const reportId = await createReport(world.partner, executeNow());
    await world.sandbox.clock.advance('PT1M');
    const answer = await ask(`${world.httpsUrl}${SURFACE}/ScheduledReport/execution/${reportId}`);
    const link = /"reportAccessSecureLink":"([^"]+)"/.exec(answer.text)?.[1] ?? '';
    expect(link).toMatch(`${world.httpsUrl}/reports/`);
    expect((await ask(link)).status).toBe(200);
  });

  test('speaks HTTP/1.1 with clients that would rather speak HTTP/2', async () => {
    const { port } = new URL(world.httpsUrl);
    const socket = tls.connect({
      port: Number(port),
      host: '127.0.0.1',
      ca: world.ca,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    await once(socket, 'secureConnect');
    expect([socket.authorized, socket.alpnProtocol]).toEqual([true, 'http/1.1']);
    socket.destroy();
  });

  test('is told by health, beside the proxy', async () => {
    const { body } = await new ControlPlane(world.emulator.url).health();
    expect(body).toMatchObject({
      urls: { http: world.emulator.url, https: world.httpsUrl, proxy: world.proxyUrl },
    });
    await using plain = await startForTest();
    const other = await new ControlPlane(plain.emulator.url).health();
    expect(other.body).toMatchObject({ urls: { http: plain.emulator.url } });
    expect([plain.emulator.httpsUrl, plain.emulator.proxyUrl, plain.emulator.caCertificate]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('what is no TLS', () => {
  test('plain HTTP to the port of HTTPS gets an answer that says so', async () => {
    const url = world.httpsUrl.replace('https', 'http');
    const { status, body } = await exchangeRaw(url, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('speaks HTTPS'),
    });
  });

  test('TLS to the port of HTTP gets an answer that says so, which TLS refuses at once', async () => {
    const hello = Buffer.from('16030100c8010000c40303', 'hex');
    const { status, body } = await exchangeRaw(world.emulator.url, hello);
    expect([status, body]).toEqual([400, expect.stringContaining('speaks HTTP, not TLS')]);
    await expect(ask(world.emulator.url.replace('http', 'https'))).rejects.toThrow();
  });

  test.each([
    ['a hello that is none', Buffer.from(`16030100c8${'ff'.repeat(200)}`, 'hex')],
    ['an unknown version of TLS', Buffer.from('1609090005010000010303', 'hex')],
    ['an end right away', null],
    ['an end in the middle of a hello', Buffer.from('160301', 'hex')],
  ])('%s ends the connection', async (what, bytes) => {
    const socket = connectTo(world.httpsUrl);
    socket.resume();
    if (bytes !== null) socket.write(bytes);
    if (what.startsWith('an end')) socket.end();
    socket.on('end', () => socket.end());
    await once(socket, 'close');
    expect((await ask(`${world.httpsUrl}${SURFACE}/ScheduledQueries`)).status).toBe(200);
  });

  test('a client of HTTP/2 alone is told that there is none', async () => {
    const { port } = new URL(world.httpsUrl);
    const socket = tls.connect({
      port: Number(port),
      host: '127.0.0.1',
      ca: world.ca,
      ALPNProtocols: ['h2'],
    });
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: expect.stringContaining('NO_APPLICATION_PROTOCOL') });
  });
});

describe('the end', () => {
  test.each([
    ['says nothing', () => {}],
    [
      'has sent half a hello',
      (port: number) => connectTo(`http://127.0.0.1:${port}`).write(Buffer.from('1603', 'hex')),
    ],
  ])('does not wait for a client that %s', async (_, speak) => {
    const emulator = await startEmulator({ port: 0, https: true, httpsPort: 0, caDir });
    const port = Number(new URL(emulator.httpsUrl ?? '').port);
    const client = connectTo(`http://127.0.0.1:${port}`);
    await once(client, 'connect');
    speak(port);
    const secure = tls.connect({ port, host: '127.0.0.1', ca: emulator.caCertificate ?? '' });
    await once(secure, 'secureConnect');
    client.resume();
    secure.resume().on('error', () => {});
    const gone = Promise.all([once(client, 'close'), once(secure, 'close')]);
    client.on('end', () => client.end());
    await emulator.close();
    await gone;
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});

describe('options that are no good', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'insights-own-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test("one's own certificate is shown, and its CA is not the emulator's", async () => {
    const own = await (await openAuthority(join(folder, 'own-ca'))).serverCredentials(['insights.example']);
    const cert = file('own.pem', own.cert);
    const key = file('own-key.pem', own.key);
    const emulator = await startEmulator({
      port: 0,
      https: true,
      httpsPort: 0,
      cert,
      key,
      caDir: join(folder, 'none'),
    });
    expect(emulator.caCertificate).toBeNull();
    const { ca } = { ca: (await openAuthority(join(folder, 'own-ca'))).certificatePem };
    const port = Number(new URL(emulator.httpsUrl ?? '').port);
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'insights.example', ca });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    await emulator.close();
  });

  test('are told all at once, by the files', async () => {
    const { cert, key } = await (await openAuthority(caDir)).serverCredentials(['a.example']);
    const other = await (await openAuthority(caDir)).serverCredentials(['a.example']);
    const start = (certText: string | null, keyText: string | null): Promise<unknown> =>
      startEmulator({
        port: 0,
        https: true,
        cert: certText === null ? join(folder, 'no.pem') : file('c.pem', certText),
        key: keyText === null ? join(folder, 'no.pem') : file('k.pem', keyText),
      }).then(
        () => 'started',
        (error: unknown) => String(error).replaceAll(folder, ''),
      );
    expect(await start(cert, other.key)).toMatch(
      /^OptionsError: key: \/k\.pem: is not the key of the certificate in \/c\.pem$/,
    );
    expect(await start('nonsense', 'nonsense')).toMatch(
      /^OptionsError: cert: \/c\.pem: is no certificate as PEM\nkey: \/k\.pem: is no private key as PEM without a passphrase$/,
    );
    const brokenChain = `${cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`;
    expect(await start(brokenChain, key)).toMatch(/^OptionsError: cert: \/c\.pem: is no certificate as PEM$/);
    expect(await start(null, key)).toMatch(/^OptionsError: cert: \/no\.pem: ENOENT[^\n]*$/);
  });

  test('a port in use is told as such, and nothing stays open', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const common = { port: 0, https: true, proxy: true, caDir };
    await expect(startEmulator({ ...common, httpsPort: port, proxyPort: 0 })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    });
    await expect(startEmulator({ ...common, httpsPort: 0, proxyPort: port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    });
    taken.close();
  });

  test('an app, which does not listen, takes none of it', () => {
    const options: object = { https: true, proxy: true };
    expect(() => createApp(options)).toThrow('https: is for an emulator that listens');
  });
});
