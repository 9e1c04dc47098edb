import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, RunningCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';
import { exchangeRaw } from '../support/raw-exchange.ts';

beforeAll(buildPackage, 60_000);

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ca-export-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('ca export', () => {
  test('prints the certificate of the authority, which many at the same time make once', async () => {
    const ended = await Promise.all(
      Array.from({ length: 3 }, () => runCli(['ca', 'export', '--ca-dir', join(folder, 'new')])),
    );
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1);
    expect(new X509Certificate(ended[0]?.stdout ?? '').ca).toBe(true);
    expect(readFileSync(join(folder, 'new', 'ca.pem'), 'utf8')).toBe(ended[0]?.stdout);
  });

  test("keeps it in the folder of the user's configuration", async () => {
    const where = { XDG_CONFIG_HOME: folder, APPDATA: folder, HOME: folder };
    const { stdout } = await runCli(['ca', 'export'], where);
    expect((await runCli(['ca', 'export'], where)).stdout).toBe(stdout);
  });

  test.each([
    [['ca'], "'ca' is half a command: ca export"],
    [['ca', 'exprt'], "unknown command 'ca exprt' - did you mean 'ca export'?"],
    [['ca', 'export', '--port', '1'], "ca export has no flag '--port'"],
    [['ca', 'export', '--ca-dir'], '--ca-dir needs a value'],
  ])('refuses %j', async (words, complaint) => {
    const { code, stdout, stderr } = await runCli(words);
    expect([code, stdout, stderr]).toEqual([2, '', `insights-emulator: ${complaint}\n`]);
  });

  test('says what to do about an authority that is none', async () => {
    writeFileSync(join(folder, 'ca-key.pem'), 'nonsense');
    const { code, stdout, stderr } = await runCli(['ca', 'export', '--ca-dir', folder]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^insights-emulator: --ca-dir: .*ca-key\.pem: is no certificate authority .*delete it.*\n$/,
    );
  });
});

describe('--https and --proxy', () => {
  test('tell one line on stdout, the other addresses in the log, and no key anywhere', async () => {
    const words = [
      '--https',
      '--proxy',
      '--port',
      '0',
      '--https-port',
      '0',
      '--proxy-port',
      '0',
      '--ca-dir',
      folder,
    ];
    await using cli = new RunningCli([...words, '--log-level', 'debug']);
    const url = await cli.url();
    const health = (await (await fetch(`${url}/_emulator/health`)).json()) as {
      urls: Record<string, string>;
    }; // as openapi.yaml has it
    await exchangeRaw(health.urls['proxy'] ?? '', 'CONNECT example.org:443 HTTP/1.1\r\n\r\n');
    cli.child.kill('SIGTERM');
    const { code, stdout, stderr } = await cli.ended;
    expect([code, stdout]).toEqual([0, `Insights emulator ready on ${url}\n`]);
    expect(stderr).toContain(`HTTPS on ${health.urls['https']}`);
    expect(stderr).toContain(`proxy on ${health.urls['proxy']}`);
    expect(stderr).toContain('CONNECT example.org:443 refused');
    const keys =
      readFileSync(join(folder, 'ca-key.pem'), 'utf8') + readFileSync(join(folder, 'localhost.pem'), 'utf8');
    for (const line of keys.split('\n').filter((one) => /^[\w+/=]{20,}$/.test(one)))
      expect(stderr).not.toContain(line);
  });

  test.each(['https', 'proxy'])('a port of --%s in use is told in one line', async (name) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const words = ['--port', '0', `--${name}`, `--${name}-port`, String(port), '--ca-dir', folder];
    const { code, stdout, stderr } = await runCli(words);
    taken.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `insights-emulator: port ${port} on 127.0.0.1 is in use; choose another with --${name}-port, or any free one with --${name}-port 0\n`,
    );
  });
});
