import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { fetch as undiciFetch, ProxyAgent } from 'undici';
import { createReport, executeNow } from '../support/payloads.ts';
import { connectTo, exchangeRaw, readRaw, receiveAll, type RawAnswer } from '../support/raw-exchange.ts';
import { caDir, startSecurely, type SecureWorld } from '../support/start-securely.ts';
import { SURFACE } from '../support/start-for-test.ts';

const FILE_HOST = 'insightsemulator.blob.core.windows.net';
const API = 'https://api.partnercenter.microsoft.com';
const token = { Authorization: 'Bearer any' };

let world: SecureWorld;
let agent: ProxyAgent;
let elsewhere: http.Server;
/** `localhost` is let through, `127.0.0.1` is not. */
let letThrough: string;
beforeAll(async () => {
  world = await startSecurely({ linkHost: FILE_HOST, proxyPassthrough: ['localhost'] });
  agent = agentOf(world);
  elsewhere = http.createServer((request, response) => {
    response.setHeader('X-Seen', JSON.stringify(request.headers));
    request.pipe(response);
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const address = elsewhere.address();
  letThrough = `localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(async () => {
  await agent.close();
  await world.emulator.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

function agentOf({ proxyUrl, ca }: SecureWorld): ProxyAgent {
  return new ProxyAgent({ uri: proxyUrl, requestTls: { ca } });
}

interface Seen {
  readonly status: number;
  readonly text: string;
}

/** By undici, which opens a tunnel for http as well. */
async function ask(url: string, headers: Readonly<Record<string, string>> = token): Promise<Seen> {
  const answer = await undiciFetch(url, { dispatcher: agent, headers });
  return { status: answer.status, text: await answer.text() };
}

/** As curl, axios and others ask a proxy for http: with the whole URL as target. */
const askWhole = (url: string): Promise<RawAnswer> =>
  exchangeRaw(
    world.proxyUrl,
    `GET ${url} HTTP/1.1\r\nHost: elsewhere.example\r\nAuthorization: Bearer any\r\nConnection: close\r\n\r\n`,
  );

/** The secure end of a tunnel to a host, with what was answered to CONNECT. */
async function tunnelTo(host: string, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
  const socket = connectTo(world.proxyUrl);
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  const [established] = (await once(socket, 'data')) as [Buffer]; // a socket without an encoding gives bytes
  expect(established.toString()).toMatch(/^HTTP\/1\.1 200 /);
  return tls.connect({ socket, servername: host, ca: world.ca, ...options });
}

describe('the hosts of the service', () => {
  test.each([
    'api.partnercenter.microsoft.com',
    'login.microsoftonline.com',
    'login.windows.net',
    'login.microsoft.com',
    'sts.windows.net',
    FILE_HOST,
    'another.blob.core.windows.net',
  ])('%s shows a certificate of its own that strict clients take', async (host) => {
    const secure = await tunnelTo(host, { ALPNProtocols: ['h2', 'http/1.1'] });
    await once(secure, 'secureConnect');
    expect([secure.authorized, secure.alpnProtocol]).toEqual([true, 'http/1.1']);
    const certificate = secure.getPeerCertificate();
    expect(certificate.subjectaltname).toBe(`DNS:${host}`);
    expect(tls.checkServerIdentity(host, certificate)).toBeUndefined();
    secure.destroy();
  });

  test('are answered by the emulator', async () => {
    const direct = await world.partner.getQueries();
    for (const url of [
      API,
      'http://api.partnercenter.microsoft.com',
      'https://API.PartnerCenter.Microsoft.com',
    ]) {
      const { status, text } = await ask(`${url}${SURFACE}/ScheduledQueries`);
      expect([status, JSON.parse(text)]).toEqual([200, direct.body]);
    }
  });

  test('are answered when the whole URL is the target, whatever Host says', async () => {
    const direct = await world.partner.getQueries();
    for (const scheme of ['http', 'https']) {
      const answer = await askWhole(`${scheme}://api.partnercenter.microsoft.com${SURFACE}/ScheduledQueries`);
      expect([answer.status, JSON.parse(answer.body)]).toEqual([200, direct.body]);
    }
  });

  test('keep a sandbox apart by its header', async () => {
    const inSandbox = { ...token, 'X-Emulator-Sandbox': 'through-the-proxy' };
    await ask(`${API}${SURFACE}/ScheduledQueries`, inSandbox);
    expect(world.emulator.sandbox('through-the-proxy').requests()).toHaveLength(1);
  });

  test('are no way to the control plane, which a page could take', async () => {
    const { status, text } = await ask(`${API}/_emulator/clock`);
    expect([status, text]).toEqual([403, expect.stringContaining('is not known here')]);
  });
});

describe('links to files', () => {
  const linkIn = (text: string): string => /"reportAccessSecureLink":"([^"]+)"/.exec(text)?.[1] ?? '';
  const executionPath = async (): Promise<string> => {
    const reportId = await createReport(world.partner, executeNow());
    await world.sandbox.clock.advance('PT1M');
    return `${SURFACE}/ScheduledReport/execution/${reportId}`;
  };

  test('name the host of files for a client that names the service, and are served there', async () => {
    const path = await executionPath();
    const whole = await askWhole(`https://api.partnercenter.microsoft.com${path}`);
    for (const text of [(await ask(`${API}${path}`)).text, whole.body]) {
      const link = linkIn(text);
      expect(link).toMatch(`https://${FILE_HOST}/reports/default/`);
      const file = await undiciFetch(link, { dispatcher: agent });
      expect([file.status, file.headers.get('x-ms-blob-type')]).toEqual([200, 'BlockBlob']);
      expect(await file.text()).toMatch(/^PGAMpnId,|^\w+,\w+/);
    }
  });

  test('name the emulator for a client that does', async () => {
    const answer = await fetch(`${world.emulator.url}${await executionPath()}`, { headers: token });
    expect(linkIn(await answer.text())).toMatch(`${world.emulator.url}/reports/`);
  });

  test("name the service's own host when there is none of their own", async () => {
    await using other = await startSecurely();
    const otherAgent = agentOf(other);
    const reportId = await createReport(other.partner, executeNow());
    await other.sandbox.clock.advance('PT1M');
    const url = `${API}${SURFACE}/ScheduledReport/execution/${reportId}`;
    const answer = await undiciFetch(url, { dispatcher: otherAgent, headers: token });
    const link = linkIn(await answer.text());
    expect(link).toMatch(`${API}/reports/`);
    const file = await undiciFetch(link, { dispatcher: otherAgent });
    expect(file.status).toBe(200);
    await file.text();
    await otherAgent.close();
  });
});

describe('other hosts', () => {
  test.each([
    'example.org:443',
    'graph.microsoft.com:443',
    'api.partnercenter.microsoft.com.evil.example:443',
    'evil-api.partnercenter.microsoft.com:443',
    'a.b.blob.core.windows.net:443',
    '169.254.169.254:80',
    '[::1]:22',
    '127.0.0.1:1',
  ])('a tunnel to %s is refused, with a word on how to let it through', async (target) => {
    const { status, body } = await exchangeRaw(
      world.proxyUrl,
      `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`,
    );
    const name = target.replace(/:\d+$/, '').replace(/[[\]]/g, '');
    expect([status, body]).toEqual([403, expect.stringContaining(`--proxy-passthrough ${name} `)]);
  });

  test('a request for one is refused too', async () => {
    const { status, body } = await askWhole('http://example.org/path');
    expect([status, body]).toEqual([403, expect.stringContaining('--proxy-passthrough example.org ')]);
  });

  test('the emulator itself is let through, its control plane too', async () => {
    const { port } = new URL(world.emulator.url);
    expect((await ask(`http://127.0.0.1:${port}/_emulator/clock`)).status).toBe(200);
    expect((await askWhole(`http://127.0.0.1:${port}/_emulator/clock`)).status).toBe(200);
    const secure = await undiciFetch(`${world.httpsUrl}/_emulator/health`, { dispatcher: agent });
    expect(secure.status).toBe(200);
    await secure.text();
  });

  test('one that is named is let through, without what concerns the proxy', async () => {
    expect((await ask(`http://${letThrough}/`)).status).toBe(200);
    const body = 'some words';
    const answer = await exchangeRaw(
      world.proxyUrl,
      `POST http://${letThrough}/path HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Own: 1\r\n` +
        `Proxy-Authorization: Basic c2VjcmV0\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect([answer.status, answer.body.includes(body)]).toEqual([200, true]);
    const seen: unknown = JSON.parse(answer.headers['x-seen'] ?? '{}');
    expect(seen).toMatchObject({ host: letThrough, 'x-own': '1' });
    expect(seen).not.toHaveProperty('proxy-authorization');
  });

  test.each([
    'HTTP/1.1 000 None',
    'HTTP/1.1 099 Low',
    'HTTP/1.1 101 Other\r\nConnection: upgrade\r\nUpgrade: x',
  ])('one that is named and answers with %j is 502', async (head) => {
    const broken = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end(`${head}\r\n\r\n`));
    }).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const address = broken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { status, body } = await askWhole(`http://localhost:${port}/`);
    expect([status, body]).toEqual([502, expect.stringContaining("can't be asked")]);
    broken.close();
  });

  test('one that is named and not there is 502', async () => {
    const tunnel = await exchangeRaw(
      world.proxyUrl,
      'CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n',
    );
    expect([tunnel.status, tunnel.body]).toEqual([502, expect.stringContaining("can't be reached")]);
    expect((await askWhole('http://localhost:1/')).status).toBe(502);
  });
});

describe('bad input', () => {
  test.each([
    ['CONNECT without a port', 'CONNECT example.org HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['CONNECT to a path', 'CONNECT /path HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['CONNECT to a URL', 'CONNECT https://example.org/ HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['CONNECT to a port that is none', 'CONNECT example.org:99999 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['CONNECT to port 0', 'CONNECT example.org:0 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['CONNECT to nothing', 'CONNECT  HTTP/1.1\r\n\r\n', 400],
    ['a path, as for a server', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a URL of another scheme', 'GET ftp://example.org/ HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a URL that is none', 'GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['bytes', '\0\x01\x02\r\n\r\n', 400],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400],
  ])('%s is refused', async (_, bytes, status) => {
    expect((await exchangeRaw(world.proxyUrl, bytes)).status).toBe(status);
  });

  const connectLine = 'CONNECT api.partnercenter.microsoft.com:443 HTTP/1.1\r\nHost: x\r\n\r\n';

  test('what is neither TLS nor HTTP behind a CONNECT is refused in the envelope', async () => {
    const text = (await exchangeRaw(world.proxyUrl, `${connectLine}nonsense\r\n\r\n`)).body;
    expect(readRaw(text)).toMatchObject({ status: 400, body: expect.stringContaining('"statusCode":400') });
  });

  test('TLS that is none behind a CONNECT ends the tunnel', async () => {
    const socket = connectTo(world.proxyUrl);
    socket.write(
      Buffer.concat([Buffer.from(connectLine), Buffer.from(`1603010010${'ff'.repeat(16)}`, 'hex')]),
    );
    await receiveAll(socket);
    expect((await ask(`${API}${SURFACE}/ScheduledQueries`)).status).toBe(200);
  });

  test('a client that opens a tunnel and goes leaves nothing behind', async () => {
    const sockets = Array.from({ length: 50 }, () => connectTo(world.proxyUrl));
    await Promise.all(
      sockets.map(async (socket, i) => {
        socket.write(connectLine);
        await once(socket, 'data');
        if (i % 3 === 0) socket.destroy();
        else if (i % 3 === 1) socket.resetAndDestroy();
        else socket.end();
        if (i % 3 === 2) await receiveAll(socket);
      }),
    );
    expect((await ask(`${API}${SURFACE}/ScheduledQueries`)).status).toBe(200);
  });

  test('a client that does not trust the CA is left with an error', async () => {
    const secure = await tunnelTo('api.partnercenter.microsoft.com', { ca: [] });
    const [error] = (await once(secure, 'error')) as [Error]; // that is what the event carries
    expect(error.message).toMatch(/certificate/);
    secure.destroy();
  });
});

test('serves a hundred clients at a time, each with a tunnel of its own', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      const own = agentOf(world);
      const headers = { ...token, 'X-Emulator-Sandbox': `client-${i % 10}` };
      const answer = await undiciFetch(`${API}${SURFACE}/ScheduledQueries`, { dispatcher: own, headers });
      await answer.text();
      await own.close();
      return answer.status;
    }),
  );
  expect(statuses).toEqual(Array.from({ length: 100 }, () => 200));
});

test('ends with the emulator, whatever is open', async () => {
  const other = await startSecurely({ proxyPassthrough: ['localhost'] });
  const opened = [
    '',
    'CONN',
    'CONNECT api.partnercenter.microsoft.com:443 HTTP/1.1\r\nHost: x\r\n\r\n',
    Buffer.concat([
      Buffer.from('CONNECT api.partnercenter.microsoft.com:443 HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.from('160301', 'hex'),
    ]),
    'CONNECT api.partnercenter.microsoft.com:80 HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHos',
    `CONNECT ${letThrough} HTTP/1.1\r\nHost: x\r\n\r\n`,
  ].map((bytes) => {
    const socket = connectTo(other.proxyUrl);
    socket.write(bytes);
    return receiveAll(socket);
  });
  const idle = agentOf(other);
  const answer = await undiciFetch(`${API}${SURFACE}/ScheduledQueries`, { dispatcher: idle, headers: token });
  await answer.text();
  const began = performance.now();
  await other.emulator.close();
  await Promise.all(opened);
  expect(performance.now() - began).toBeLessThan(2000);
  await idle.destroy();
});

const curl = spawnSync('curl', ['--version']).status === 0;
(curl ? test : test.skip)('curl goes from report to file, told by its environment alone', async () => {
  const reportId = await createReport(world.partner, executeNow());
  await world.sandbox.clock.advance('PT1M');
  const run = async (...words: readonly string[]): Promise<Buffer> => {
    const { stdout } = await promisify(execFile)('curl', ['-sS', '--fail', ...words], {
      encoding: 'buffer',
      env: { PATH: process.env['PATH'], https_proxy: world.proxyUrl, CURL_CA_BUNDLE: join(caDir, 'ca.pem') },
    });
    return stdout;
  };
  const executions = await run(
    '-H',
    'Authorization: Bearer any',
    `${API}${SURFACE}/ScheduledReport/execution/${reportId}`,
  );
  const link = /"reportAccessSecureLink":"([^"]+)"/.exec(executions.toString())?.[1] ?? '';
  expect(gunzipSync(await run(link)).toString()).toMatch(/\r\n$/);
});
