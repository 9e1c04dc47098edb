import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, RunningCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';
import { run, type Ended } from './run.ts';

beforeAll(buildPackage, 120_000);

/** Runs an example against an emulator that completes reports at once. */
async function runAgainstEmulator(command: string, example: string): Promise<Ended> {
  await using cli = new RunningCli(['--port', '0', '--queue-time', '0', '--run-time', '0']);
  return await run(command, [join('examples', example), await cli.url()]);
}

describe('the demo', () => {
  test('plays the seven steps, shows the top ten customers, and ends by itself', async () => {
    const { code, stdout, stderr } = await run(process.execPath, ['examples/demo.mjs']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect([...stdout.matchAll(/^(\d)\. /gm)].map(([, number]) => number).join('')).toBe('1234567');
    expect(stdout).toContain('<- 200 Report created successfully');
    expect(stdout).toMatch(/<- GET \/callback\?reportId=[0-9a-f-]{36}\n/);
    expect(stdout).toContain('executionStatus: Completed');
    const table = stdout.split('\n').slice(-12, -1);
    expect(table[0]).toMatch(/^ +-+ +-+ +-+$/);
    const revenues = table
      .slice(1)
      .map((line) => Number(/ ([\d,]+\.\d\d)$/.exec(line)?.[1]?.replaceAll(',', '')));
    expect(revenues).toHaveLength(10);
    expect(revenues).toEqual([...revenues].sort((a, b) => b - a));
    expect(revenues.at(-1)).toBeGreaterThan(0);
  }, 30_000);
});

describe('the examples', () => {
  test("the tests of a nightly export pass with Node's own runner", async () => {
    const { code, stdout } = await run(process.execPath, ['--test', 'examples/nightly-export.test.mjs']);
    expect(stdout).toContain('pass 2');
    expect(code).toBe(0);
  }, 30_000);

  test('curl.sh writes a report to stdout', async () => {
    const { code, stdout, stderr } = await runAgainstEmulator('bash', 'curl.sh');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^report [0-9a-f-]{36}\n/)]);
    expect(stdout).toMatch(/^PGAMpnId,MpnId,PartnerName,CustomerName,/);
    expect(stdout.split('\r\n').length).toBeGreaterThan(20);
  }, 30_000);

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  (hasPython ? test : test.skip)(
    'nightly_export.py writes a report to stdout (skipped without python3)',
    async () => {
      const { code, stdout, stderr } = await runAgainstEmulator('python3', 'nightly_export.py');
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^PGAMpnId,SubscriptionId,/);
      expect(stdout.split('\r\n').length).toBeGreaterThan(20);
    },
    30_000,
  );
});

describe('the recipes', () => {
  test('the one for Jest passes', async () => {
    const words = ['--rootDir', 'examples/recipes', '--testMatch', '**/jest.test.cjs', '--config', '{}'];
    const { code, stderr } = await run(process.execPath, ['node_modules/jest/bin/jest.js', ...words]);
    expect(stderr).toMatch(/Tests: +2 passed/);
    expect(code).toBe(0);
  }, 60_000);

  test("the one for Node's own runner passes", async () => {
    const { code, stdout } = await run(process.execPath, ['--test', 'examples/recipes/node.test.mjs']);
    expect(stdout).toContain('pass 1');
    expect(code).toBe(0);
  }, 30_000);

  const hasVitest = existsSync(join(REPOSITORY, 'node_modules/vitest/vitest.mjs'));
  (hasVitest ? test : test.skip)(
    'the one for Vitest passes (skipped where it is not installed)',
    async () => {
      const words = ['run', '--dir', 'examples/recipes', 'vitest'];
      expect((await run(process.execPath, ['node_modules/vitest/vitest.mjs', ...words])).code).toBe(0);
    },
    60_000,
  );

  const hasPlaywright = existsSync(join(REPOSITORY, 'node_modules/@playwright/test/cli.js'));
  (hasPlaywright ? test : test.skip)(
    'the one for Playwright passes (skipped where it is not installed)',
    async () => {
      const cli = join(REPOSITORY, 'node_modules/@playwright/test/cli.js');
      const folder = join(REPOSITORY, 'examples/recipes');
      expect((await run(process.execPath, [cli, 'test', 'playwright.spec.mjs'], folder)).code).toBe(0);
    },
    60_000,
  );

  const hasDotnet = spawnSync('dotnet', ['--version']).status === 0;
  (hasDotnet ? test : test.skip)(
    'the client in C# writes a report to stdout (skipped without dotnet)',
    async () => {
      await using cli = new RunningCli(['--port', '0', '--queue-time', '0', '--run-time', '0']);
      const words = ['run', '--project', 'examples/dotnet', '--', await cli.url()];
      const { code, stdout } = await run('dotnet', words);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^PGAMpnId,MpnId,/);
    },
    180_000,
  );
});
