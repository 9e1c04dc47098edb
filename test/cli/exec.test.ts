import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildPackage } from '../support/built-package.ts';
import { REPOSITORY, runCli, RunningCli, type Ended } from './run-cli.ts';

let caFolder = '';

beforeAll(() => {
  buildPackage();
  caFolder = mkdtempSync(join(tmpdir(), 'exec-test-'));
}, 60_000);

afterAll(() => rmSync(caFolder, { recursive: true, force: true }));

function exec(command: readonly string[], environment: Readonly<Record<string, string>> = {}): RunningCli {
  return new RunningCli(['exec', '--', ...command], {
    INSIGHTS_EMULATOR_CA_DIR: caFolder,
    ...environment,
  });
}

function runNode(script: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return exec([process.execPath, '--input-type=module', '-e', script], environment).ended;
}

const [posix, withScript] = [
  process.platform === 'win32' ? test.skip : test,
  spawnSync('script', ['--version']).status === 0 ? test : test.skip,
];

/** Puts what follows out of the group of whoever starts it. */
const ownSession = spawnSync('setsid', ['--version']).status === 0 ? 'setsid' : '';

interface Told {
  readonly env: Readonly<Record<string, string>>;
  readonly urls: { readonly http: string; readonly proxy: string };
  readonly pem: string;
}

/** The first line that a command prints. */
async function firstLine({ child, ended }: RunningCli): Promise<string> {
  const printed = once(child.stdout ?? child, 'data') as Promise<[string]>; // RunningCli reads text
  const first = await Promise.race([printed, ended]);
  if (!Array.isArray(first))
    throw new Error(`It printed nothing and ended with ${first.code}: ${first.stderr}`);
  return first[0].trim();
}

/** Nothing is there any more that could answer. */
async function expectGone(url: string): Promise<void> {
  expect(await fetch(url).catch(() => 'gone')).toBe('gone');
}

/** The janitor ends a moment after its last task. */
async function removed(folder: string): Promise<void> {
  while (existsSync(folder)) await new Promise((resolve) => setImmediate(resolve));
}

/** From version 24 on Node's fetch uses the proxy without our help, and tells less of its answer. */
const PROXIES_BY_ITSELF = Number(process.versions.node.split('.')[0]) >= 24;

describe('a command that is run', () => {
  test('finds the emulator, its proxy and its certificate in the environment', async () => {
    const script = `
      import { readFileSync } from 'node:fs';
      const { env } = process;
      const { urls } = await (await fetch(env.INSIGHTS_EMULATOR_URL + '/_emulator/health')).json();
      console.log(JSON.stringify({ env, urls, pem: readFileSync(env['SSL_CERT_FILE'], 'utf8') }));
    `;
    const { code, stdout, stderr } = await runNode(script, {
      NODE_OPTIONS: '--no-deprecation',
      JAVA_TOOL_OPTIONS: '-Dmine=1',
      no_proxy: '*',
    });
    expect([code, stderr]).toEqual([0, '']);
    const { env, urls, pem } = JSON.parse(stdout) as Told; // what the script prints
    const { proxy } = urls;
    const folder = dirname(env['SSL_CERT_FILE'] ?? '');
    const direct = 'localhost,127.0.0.1,::1,[::1]';
    expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n$/);
    expect(env).toMatchObject({
      INSIGHTS_EMULATOR_URL: urls.http,
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      NO_PROXY: direct,
      no_proxy: direct,
      NODE_USE_ENV_PROXY: '1',
      NODE_OPTIONS: `--no-deprecation --require ${JSON.stringify(join(REPOSITORY, 'dist/proxy-preload.cjs'))}`,
      NODE_EXTRA_CA_CERTS: env['SSL_CERT_FILE'],
      REQUESTS_CA_BUNDLE: env['SSL_CERT_FILE'],
      CURL_CA_BUNDLE: env['SSL_CERT_FILE'],
      JAVA_TOOL_OPTIONS: [
        '-Dmine=1',
        '-Dhttp.proxyHost=127.0.0.1',
        `-Dhttp.proxyPort=${new URL(proxy).port}`,
        '-Dhttps.proxyHost=127.0.0.1',
        `-Dhttps.proxyPort=${new URL(proxy).port}`,
        '-Dhttp.nonProxyHosts=localhost|127.*|[::1]',
        `-Djavax.net.ssl.trustStore=${join(folder, 'ca.jks')}`,
        '-Djavax.net.ssl.trustStoreType=JKS',
        '-Djavax.net.ssl.trustStorePassword=changeit',
      ].join(' '),
    });
    expect(existsSync(folder)).toBe(false);
  });

  test('reaches the service by each of Node’s ways, and nobody else', async () => {
    const script = `
      import https from 'node:https';
      import http2 from 'node:http2';
      import { createRequire } from 'node:module';
      import { connect } from 'node:tls';
      import { once } from 'node:events';
      const undici = createRequire(${JSON.stringify(join(REPOSITORY, 'package.json'))})('undici');
      const url = 'https://api.partnercenter.microsoft.com/insights/v1/mpn/ScheduledDataset';
      const headers = { Authorization: 'Bearer any' };
      const get = async (agent) => (await once(https.get(url, { headers, agent }), 'response'))[0].resume().statusCode;
      const host = 'login.microsoftonline.com';
      const socket = connect(443, host, { servername: host });
      await once(socket, 'secureConnect');
      socket.end();
      const refused = await fetch('https://example.com').catch(({ cause }) => cause.message);
      const other = await undici.request(url, { headers });
      await other.body.dump();
      const parts = await Promise.all(Array.from({ length: 50 }, () => fetch(url, { headers }).then((answer) => answer.text())));
      const last = await fetch(url, { headers });
      // An answer that is not read holds its connection, and with it Node, with a proxy or without.
      await last.text();
      console.log(JSON.stringify({
        fetch: last.status,
        https: [await get(), await get(new https.Agent({ keepAlive: true }))],
        undici: other.statusCode,
        tls: socket.authorized,
        many: new Set(parts).size,
        refused,
      }));
    `;
    const { stdout, stderr } = await runNode(script);
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual({
      fetch: 200,
      https: [200, 200],
      undici: 200,
      tls: true,
      many: 1,
      refused: expect.stringMatching(
        PROXIES_BY_ITSELF ? /^Request was cancelled/ : /refuses example\.com:443: HTTP\/1\.1 403/,
      ),
    });
    expect(stderr).toContain('CONNECT example.com:443 refused');
  });

  test.each(['http://127.0.0.1:1', 'http://[::1]:1'])(
    'is told when the proxy is gone from %s, and does not wait for it',
    async (proxy) => {
      const script = "fetch('https://example.com').catch(({ cause }) => console.log(cause.code))";
      const words = ['--require', join(REPOSITORY, 'dist/proxy-preload.cjs'), '-e', script];
      const child = spawn(process.execPath, words, { env: { HTTPS_PROXY: proxy } });
      // The last for a machine without IPv6.
      expect(await text(child.stdout)).toMatch(/^(ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT)\n$/);
    },
  );

  posix('has stdin, stdout and stderr to itself, and its exit code is handed on', async () => {
    const child = spawn(
      process.execPath,
      ['dist/cli.cjs', 'exec', '--', 'sh', '-c', 'cat; echo told >&2; exit 7'],
      {
        cwd: REPOSITORY,
        env: { PATH: process.env['PATH'], INSIGHTS_EMULATOR_CA_DIR: caFolder },
      },
    );
    child.stdin.end('asked');
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect([code, stdout, stderr]).toEqual([7, 'asked', 'told\n']);
  });
});

describe('what cannot be run', () => {
  test('is told in one line, with the code of a shell', async () => {
    expect(await exec(['no-such-command']).ended).toEqual({
      code: 127,
      stdout: '',
      stderr: "insights-emulator: there is no command 'no-such-command'\n",
    });
    const { code, stderr } = await exec([REPOSITORY]).ended;
    expect([code, stderr]).toEqual([
      126,
      expect.stringMatching(/^insights-emulator: cannot run '.*EACCES\n$/),
    ]);
    expect(await exec(['true'], { TMPDIR: join(REPOSITORY, 'no-such-folder') }).ended).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^insights-emulator: no folder for the certificates can be made: .*ENOENT.*\n$/,
      ),
    });
  });

  test('is told without a start when there is no command', async () => {
    const [none, before] = await Promise.all([runCli(['exec']), runCli(['exec', 'node', 'client.mjs'])]);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('exec needs a command behind') });
    expect(before).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exec [flags] -- node client.mjs'),
    });
  });
});

describe('an end', () => {
  posix.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)(
    'by %s is the command’s to make',
    async (signal) => {
      const script = `
      process.on('${signal}', () => process.exit(42));
      console.log(process.env.INSIGHTS_EMULATOR_URL);
      setInterval(() => {}, 1000);
    `;
      await using polite = exec([process.execPath, '-e', script]);
      // No shell: dash forgets a signal that comes while it starts a program.
      await using other = exec([process.execPath, '-e', 'console.log(); setInterval(() => {}, 1000)']);
      const [url] = await Promise.all([firstLine(polite), firstLine(other)]);
      polite.child.kill(signal);
      other.child.kill(signal);
      expect(await polite.ended).toMatchObject({ code: 42, stderr: '' });
      expect(await other.ended).toMatchObject({ code: 128 + constants.signals[signal], stderr: '' });
      await expectGone(url);
    },
  );

  // Its output would stay open for as long as any of them lives.
  const family = `${ownSession} sleep 299 & sleep 300 & trap "" HUP; sleep 301 & echo "$$ $INSIGHTS_EMULATOR_URL $SSL_CERT_FILE"; wait`;

  posix('of the command takes along what it has left, and the emulator', async () => {
    await using cli = exec(['sh', '-c', family]);
    const [pid, url = '', file = ''] = (await firstLine(cli)).split(' ');
    process.kill(Number(pid), 'SIGKILL');
    expect(await cli.ended).toMatchObject({ code: 137, stderr: '' });
    await expectGone(url);
    expect(existsSync(dirname(file))).toBe(false);
  });

  posix('of the emulator, even by SIGKILL, takes along the command and all of its own', async () => {
    await using cli = exec(['sh', '-c', family]);
    const [, url = '', file = ''] = (await firstLine(cli)).split(' ');
    cli.child.kill('SIGKILL');
    await cli.ended;
    await expectGone(url);
    await removed(dirname(file));
  });

  posix('of the emulator takes along a command that will not hear of it', async () => {
    await using cli = exec(['sh', '-c', 'trap "" TERM INT HUP; echo; while :; do sleep 1; done']);
    await firstLine(cli);
    cli.child.kill('SIGKILL');
    expect((await cli.ended).code).toBeNull();
  });

  withScript('by Ctrl-C in a terminal reaches the command once', async () => {
    const script = `
      let count = 0;
      process.on('SIGINT', () => (count += 1, setTimeout(() => process.exit(40 + count), 100)));
      console.log('terminal', process.stdin.isTTY);
      setInterval(() => {}, 1000);
    `;
    const words = [process.execPath, 'dist/cli.cjs', 'exec', '--', process.execPath, '-e', script];
    const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    // The shell in between would end by the signal itself.
    const terminal = spawn('script', ['-qfec', `exec ${line}`, '/dev/null'], {
      cwd: REPOSITORY,
      env: { PATH: process.env['PATH'], SHELL: '/bin/sh', INSIGHTS_EMULATOR_CA_DIR: caFolder },
    });
    let shown = '';
    while (!shown.includes('terminal true')) shown += String(await once(terminal.stdout, 'data'));
    terminal.stdin.write('\x03');
    expect(await once(terminal, 'exit')).toEqual([41, null]);
  });
});
