import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress, tellRows } from '../../src/cli/progress.ts';
import { exportDataset, findDataset } from '../../src/data-commands.ts';
import { buildPackage } from '../support/built-package.ts';
import { REPOSITORY, runCli, RunningCli } from './run-cli.ts';

const AT = ['--now', '2026-01-15T00:00:00Z'];

beforeAll(buildPackage, 60_000);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-data-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const exported = (dataset: string, ...words: readonly string[]) =>
  runCli(['data', 'export', '--dataset', dataset, ...AT, ...words]);

describe('data list', () => {
  test('prints every dataset with what it is about, a line each', async () => {
    const { code, stdout, stderr } = await runCli(['data', 'list']);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    for (const line of lines) expect(line).toMatch(/^\w+ {2,}\S.*\.$/);
  });
});

describe('data export', () => {
  test('writes all rows as CSV, by the name of the dataset in any case', async () => {
    const { code, stdout, stderr } = await exported('profile');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\r\n');
    expect(lines[0]).toBe('MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country,HierarchyLevel');
    expect(lines.length).toBeGreaterThan(20);
  });

  test('writes TSV and JSON too', async () => {
    const tsv = await exported('Profile', '--format', 'tsv');
    const json = await exported('Profile', '--format', 'JSON');
    const [header = '', ...lines] = tsv.stdout.trimEnd().split('\r\n');
    const names = header.split('\t');
    const rows = lines.map((line) =>
      line.split('\t').map((cell, at) => [names[at] ?? '', cell || null] as const),
    );
    expect(JSON.parse(json.stdout)).toEqual(rows.map((cells) => Object.fromEntries<string | null>(cells)));
  });

  test('goes by seed, size and time', async () => {
    const all = await Promise.all([
      exported('MSLearn'),
      exported('MSLearn', '--seed', '2'),
      exported('MSLearn', '--customers', '20'),
      runCli(['data', 'export', '--dataset', 'MSLearn', '--now', '2026-02-20T00:00:00Z']),
    ]);
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(4);
    expect((await exported('MSLearn')).stdout).toBe(all[0].stdout);
  });

  test.each(['csv', 'tsv', 'json'])(
    'gives back as %s what it wrote, when that is given as own rows',
    async (format) => {
      const path = join(folder, `CustomersAndTenants.${format}`);
      const small = ['--customers', '100', '--format', format];
      const { stdout } = await exported('CustomersAndTenants', ...small);
      writeFileSync(path, stdout);
      const again = await exported(
        'CustomersAndTenants',
        '--seed',
        '7',
        '--format',
        format,
        '--fixtures',
        folder,
      );
      expect(again).toEqual({ code: 0, stdout, stderr: '' });
    },
  );

  test('ends well when its reader has had enough', async () => {
    const child = spawn(
      process.execPath,
      ['dist/cli.cjs', 'data', 'export', '--dataset', 'AzureUsage', '--customers', '2000'],
      {
        cwd: REPOSITORY,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'close')) as [number]; // the exit code comes first
    expect([code, stderr]).toEqual([0, '']);
  });

  test.each([
    [['data'], "'data' is half a command: data list or data export"],
    [['data', 'exprot'], "unknown command 'data exprot' - did you mean 'data export'?"],
    [['data', 'list', 'all'], "unexpected argument 'all'"],
    [['data', 'export'], '--dataset NAME is needed; insights-emulator data list tells the names'],
    [
      ['data', 'export', '--dataset', 'Profiel'],
      "--dataset: there is no dataset 'Profiel' - did you mean 'Profile'?",
    ],
    [
      ['data', 'export', '--dataset', 'Profile', '--format', 'xml'],
      "--format: must be one of csv, tsv, json, not 'xml'",
    ],
    [['data', 'export', '--dataset', 'Profile', '--port', '1'], "data export has no flag '--port'"],
    [['serve', '--dataset', 'Profile'], "serve has no flag '--dataset'"],
    [
      ['data', 'export', '--dataset', 'Profile', '--fixtures', '/no/such'],
      '--fixtures: /no/such: does not exist',
    ],
  ])('%j ends with 2 and one line', async (words, problem) => {
    expect(await runCli(words)).toEqual({ code: 2, stdout: '', stderr: `insights-emulator: ${problem}\n` });
  });
});

describe('serving own rows', () => {
  test('does not start on a bad file, and tells the place in one line', async () => {
    writeFileSync(
      join(folder, 'Profile.csv'),
      'MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country,HierarchyLevel\n1,"x\n',
    );
    const { code, stdout, stderr } = await runCli(['--port', '0', '--fixtures', folder]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `insights-emulator: --fixtures: ${join(folder, 'Profile.csv')}, line 2, column 2 (PartnerName): a quote is opened here and never closed\n`,
    );
  });

  test('names the variable or the file that named the folder', async () => {
    mkdirSync(join(folder, 'Profile.json'));
    const problem = `${join(folder, 'Profile.json')}: is a folder, not a file`;
    const byVariable = await runCli([], { INSIGHTS_EMULATOR_FIXTURES: folder });
    expect(byVariable.stderr).toBe(`insights-emulator: INSIGHTS_EMULATOR_FIXTURES: ${problem}\n`);
    const config = join(folder, 'emulator.config');
    writeFileSync(config, JSON.stringify({ fixtures: folder }));
    const byFile = await runCli(['--config', config]);
    expect(byFile).toEqual({
      code: 2,
      stdout: '',
      stderr: `insights-emulator: ${config}: fixtures: ${problem}\n`,
    });
  });

  test('answers from them', async () => {
    writeFileSync(
      join(folder, 'Profile.tsv'),
      (await exported('Profile', '--format', 'tsv')).stdout.replaceAll('Location ID', 'Branch'),
    );
    await using cli = new RunningCli(['--port', '0', '--fixtures', folder]);
    const url = new URL(`${await cli.url()}/insights/v1/mpn/ScheduledQueries/testQueryResult`);
    url.searchParams.set(
      'exportQuery',
      "SELECT HierarchyLevel FROM Profile WHERE HierarchyLevel = 'branch' LIMIT 1",
    );
    const answer = await fetch(url, { headers: { Authorization: 'Bearer any' } });
    expect(await answer.json()).toMatchObject({ value: [{ HierarchyLevel: 'Branch' }] });
  });
});

describe('long work', () => {
  function progressOn(isTTY: boolean) {
    const written: string[] = [];
    let now = 0;
    const wall = {
      calendarMs: () => 0,
      monotonicMs: () => now,
      after: () => () => {},
      yield: async () => {},
    };
    const progress = new Progress(wall, { isTTY, write: (text) => written.push(text) > 0 });
    return { progress, written, pass: (ms: number) => (now += ms) };
  }

  test('is told of on a terminal after two seconds, in one line that goes away', () => {
    const { progress, written, pass } = progressOn(true);
    progress.show('1 MB');
    pass(2000);
    progress.show('2 MB');
    progress.show('3 MB');
    progress.end();
    progress.end();
    expect(written).toEqual(['\r\u001b[K2 MB', '\r\u001b[K3 MB', '\r\u001b[K']);
  });

  test('is told of while own rows are read', async () => {
    const { progress, written, pass } = progressOn(true);
    const path = join(folder, 'Profile.csv');
    const header = 'MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country,HierarchyLevel\n';
    writeFileSync(path, header + '1,Ours,9,Ours,Ulm,Germany,Location ID\n'.repeat(45_000));
    const dataset = findDataset('Profile');
    if (dataset === null) throw new Error('It is one of the datasets');
    pass(3000);
    const tell = tellRows(progress);
    await exportDataset({ dataset, format: 'csv', seed: 1, customers: 1, fixtures: folder, asOf: 0, tell });
    progress.end();
    expect(written).toEqual([
      `\r\u001b[K${path}: 20000 rows read`,
      `\r\u001b[K${path}: 40000 rows read`,
      '\r\u001b[K',
    ]);
  });

  test('is not told of elsewhere', () => {
    const { progress, written, pass } = progressOn(false);
    pass(60_000);
    progress.show('1 MB');
    progress.end();
    expect(written).toEqual([]);
  });
});
