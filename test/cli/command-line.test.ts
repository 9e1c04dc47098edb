import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import packageJson from '../../package.json';
import { buildPackage } from '../support/built-package.ts';
import { REPOSITORY, runCli, RunningCli } from './run-cli.ts';

beforeAll(buildPackage, 60_000);

describe('asked about itself', () => {
  test('prints its help', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: insights-emulator \[serve\] \[flags\]\n/);
    expect(stdout).toMatch(/^ {2}--\[no-\]stories +heed .* \[on\]$/m);
    expect(stdout).toMatch(/^ {2}--\[no-\]quotas +enforce .* \[off\]$/m);
  });

  test('prints its version', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });
});

describe('given what is wrong', () => {
  test('tells flags, environment and file at once, a line each, and ends with 2', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-'));
    const config = join(folder, 'emulator.json');
    writeFileSync(config, '{"customers": "many"}');
    const { code, stdout, stderr } = await runCli(['--port', 'abc', '--prot', '--config', config], {
      INSIGHTS_EMULATOR_SEED: 'x',
    });
    rmSync(folder, { recursive: true });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      "insights-emulator: unknown flag '--prot' - did you mean '--port'?",
      expect.stringContaining('insights-emulator: --port: must be a whole number'),
      expect.stringContaining('insights-emulator: INSIGHTS_EMULATOR_SEED: must be a whole number'),
      expect.stringContaining(`insights-emulator: ${config}: customers: must be a whole number`),
    ]);
  });

  test('names the command that was most likely meant', async () => {
    expect(await runCli(['serv'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "insights-emulator: unknown command 'serv' - did you mean 'serve'?\n",
    });
  });

  test('says in one line that the port is in use, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo; // it listens on a port
    const { code, stdout, stderr } = await runCli(['--port', String(port)]);
    other.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `insights-emulator: port ${port} on 127.0.0.1 is in use; choose another with --port, or any free one with --port 0\n`,
    );
  });

  test('says in one line that the address is not of this machine', async () => {
    const { code, stderr } = await runCli(['--port', '0', '--host', '203.0.113.1', '--admin-key', 'k']);
    expect([code, stderr]).toEqual([
      1,
      "insights-emulator: this machine has no address '203.0.113.1' (--host)\n",
    ]);
  });
});

describe('serving', () => {
  test.each([
    ['is missing', (cache: string) => rmSync(cache)],
    ['is empty', (cache: string) => writeFileSync(cache, '')],
    ['is nonsense', (cache: string) => writeFileSync(cache, 'nonsense'.repeat(10_000))],
    ['is of another build', (cache: string) => writeFileSync(cache, new Script('1').createCachedData())],
  ])('works when the code cache beside it %s', async (_how, spoil) => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-'));
    cpSync(join(REPOSITORY, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(REPOSITORY, 'fixtures'), join(folder, 'fixtures'), { recursive: true });
    const [cache] = readdirSync(join(folder, 'dist')).filter((file) => file.endsWith('.cache'));
    spoil(join(folder, 'dist', cache ?? 'none'));
    {
      await using cli = new RunningCli(['--port', '0'], {}, join(folder, 'dist/cli.cjs'));
      expect((await fetch(`${await cli.url()}/_emulator/health`)).status).toBe(200);
    }
    rmSync(folder, { recursive: true });
  });

  test('prints one line with the port it got, and answers there', async () => {
    await using cli = new RunningCli(['serve', '--port', '0']);
    const url = await cli.url();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const health = await fetch(`${url}/_emulator/health`);
    expect([health.status, await health.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'ok', version: packageJson.version }),
    ]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s within two seconds and ends with 0',
    async (signal) => {
      await using cli = new RunningCli(['--port', '0'], { INSIGHTS_EMULATOR_LOG_LEVEL: 'silent' });
      const url = new URL(await cli.url());
      // A client that keeps its connection open, and one that sends half a request.
      await (await fetch(new URL('/_emulator/health', url))).text();
      const half = connect(Number(url.port), url.hostname);
      half.on('error', () => {});
      half.write('POST /insights/v1/mpn/ScheduledQueries HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{');
      await once(half, 'connect');
      const began = performance.now();
      cli.child.kill(signal);
      expect(await cli.ended).toEqual({
        code: 0,
        stdout: `Insights emulator ready on ${url.origin}\n`,
        stderr: '',
      });
      expect(performance.now() - began).toBeLessThan(2000);
      half.destroy();
    },
  );

  (process.platform === 'win32' ? test.skip : test)(
    'stops when the npm that started it is gone',
    async () => {
      const npm = spawn('sh', ['-c', '"$0" dist/cli.cjs --port 0; exit', process.execPath], {
        cwd: REPOSITORY,
        env: { PATH: process.env['PATH'], npm_lifecycle_event: 'start' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [ready] = (await once(npm.stdout, 'data')) as [Buffer]; // a stream's data
      const { port } = new URL(/http:\S+/.exec(ready.toString())?.[0] ?? '');
      const served = connect(Number(port), '127.0.0.1');
      await once(served, 'connect');
      npm.kill('SIGTERM');
      served.resume();
      await once(served, 'close');
      expect(await fetch(`http://127.0.0.1:${port}`).catch(() => 'gone')).toBe('gone');
    },
  );

  test('warns when other machines are let in without a key', async () => {
    await using open = new RunningCli(['--port', '0', '--host', '0.0.0.0']);
    await open.url();
    open.child.kill('SIGTERM');
    expect((await open.ended).stderr).toMatch(
      /^insights-emulator: warning: --host 0\.0\.0\.0 lets other machines in; .*--admin-key/,
    );
    await using guarded = new RunningCli(['--port', '0', '--host', '0.0.0.0', '--admin-key', 'k']);
    await guarded.url();
    guarded.child.kill('SIGTERM');
    expect((await guarded.ended).stderr).not.toContain('warning');
  });
});
