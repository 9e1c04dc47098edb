import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { buildPackage } from '../support/built-package.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY } from '../support/payloads.ts';
import { SURFACE } from '../support/start-for-test.ts';

const REPOSITORY = join(__dirname, '../..');
const NAME = packageJson.name;
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

let folder = '';
let archive = '';
let archived: readonly string[] = [];

beforeAll(() => {
  buildPackage();
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const packed = run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], REPOSITORY);
  const [report] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]; // as npm documents it
  archive = join(folder, report.filename);
  archived = report.files.map(({ path }) => path);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, words: readonly string[], cwd: string): string {
  return execFileSync(command, words, { cwd, encoding: 'utf8', stdio: 'pipe' });
}

/** An empty project of its own with the packed archive installed, and the files given. */
function project(name: string, settings: object, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, private: true, ...settings }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  run(npm, ['install', '--offline', '--no-audit', '--no-fund', archive], path);
  return path;
}

const CALLS = `
  const emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' } });
  const health = await (await fetch(emulator.url + '/_emulator/health')).json();
  const { url, clock } = emulator.sandbox('installed');
  const ask = async (path, body) => {
    const headers = { Authorization: 'Bearer any', 'Content-Type': 'application/json' };
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await fetch(url + '${SURFACE}/' + path, { method, headers, body: JSON.stringify(body) });
    return (await answer.json()).value[0];
  };
  const { queryId } = await ask('ScheduledQueries', { Name: 'q', Query: ${JSON.stringify(QUERY)} });
  const { reportId } = await ask('ScheduledReport', { ReportName: 'r', QueryId: queryId, ExecuteNow: true });
  await clock.advance('PT3S');
  const { reportAccessSecureLink } = await ask('ScheduledReport/execution/' + reportId);
  const file = await (await fetch(reportAccessSecureLink)).text();
  await emulator.close();
  let problems = [];
  await startEmulator({ port: -1 }).catch((error) => (problems = error.problems));
  console.log(health.status, health.version, problems.length, file.split('\\r\\n', 1)[0]);
`;
const ANSWER = `ok ${packageJson.version} 1 CustomerName,Product,BilledRevenueUSD\n`;

const MANY_ROWS =
  'SELECT CustomerName, SubscriptionId, Month FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME';

/** The lines of the file of a query that runs at once. */
async function fileOf(partner: Partner, query: string): Promise<readonly string[]> {
  const [made] = (await partner.createQuery({ Name: 'q', Query: query })).body.value;
  const reportId = await createReport(partner, executeNow({ QueryId: made?.queryId }));
  const [execution] = (await partner.getExecutions(reportId)).body.value;
  const file = await fetch(execution?.reportAccessSecureLink ?? '');
  expect(file.status).toBe(200);
  return (await file.text()).split('\r\n');
}

describe('the packed archive', () => {
  test('holds what runs, its types and facts, and no sources', () => {
    expect(archived).toEqual(
      expect.arrayContaining([
        'dist/cli.cjs',
        'dist/data-commands.cjs',
        'dist/worker.cjs',
        'dist/index.cjs',
        'dist/index.mjs',
        'dist/index.d.ts',
        'dist/index.d.cts',
        'dist/openapi.json',
        'dist/swagger-ui/swagger-ui.css',
        'dist/swagger-ui/swagger-ui-bundle.js',
        'dist/THIRD-PARTY-LICENSES.txt',
        'fixtures/mpn/datasets.json',
        'fixtures/words/names.json',
        'openapi.yaml',
        'package.json',
        'README.md',
        'llms.txt',
        'docs/quick-start.md',
        'LICENSE',
      ]),
    );
    expect(archived.filter((path) => /^(src|test|scripts|bench)\//.test(path))).toEqual([]);
    expect(packageJson).not.toHaveProperty('dependencies');
  });

  test('does not tell where it was built', () => {
    const told = archived.filter((path) => readFileSync(join(REPOSITORY, path)).includes(REPOSITORY));
    expect(told).toEqual([]);
  });

  test('names the licence of every package in it', () => {
    const licences = readFileSync(join(REPOSITORY, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['express', 'pino', 'swagger-ui-dist']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });

  test('works in an empty project of ES modules', () => {
    const path = project(
      'as-module',
      { type: 'module' },
      {
        'main.js': `import { startEmulator } from '${NAME}';\n${CALLS}`,
      },
    );
    expect(run(process.execPath, ['main.js'], path)).toBe(ANSWER);
  }, 60_000);

  test('works in an empty CommonJS project, and is the same package for both kinds', () => {
    const path = project(
      'as-commonjs',
      {},
      {
        'main.js': `
        const { startEmulator } = require('${NAME}');
        (async () => {${CALLS}
          console.log((await import('${NAME}')).startEmulator === startEmulator);
        })();`,
      },
    );
    expect(run(process.execPath, ['main.js'], path)).toBe(`${ANSWER}true\n`);
  }, 60_000);

  test('brings its command, which serves all there is until it is told to stop', async () => {
    const path = project('as-command', {}, {});
    const command = join(path, 'node_modules/.bin/insights-emulator');
    expect(run(command, ['--version'], path)).toBe(`${packageJson.version}\n`);

    // So many that a report of their whole history is the worker's.
    const size = ['--customers', '1000', '--queue-time', '0', '--run-time', '0', '--log-level', 'warn'];
    // In the first days of a month its last one is empty.
    const time = ['--now', '2026-01-15T00:00:00Z'];
    const child = spawn(command, ['--port', '0', ...time, ...size], {
      cwd: path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const complaints: unknown[] = [];
    child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]; // a stream without an encoding gives buffers
      const url = /http:\S+/.exec(line.toString())?.[0] ?? '';
      const partner = new Partner(`${url}${SURFACE}`);
      expect((await partner.tryQuery({ exportQuery: QUERY })).body.totalCount).toBe(100);
      expect((await fileOf(partner, QUERY)).length).toBeGreaterThan(100);
      expect((await fileOf(partner, MANY_ROWS)).length).toBeGreaterThan(60_000);

      const page = await fetch(`${url}${SURFACE}/swagger/index.html`);
      expect(await page.text()).toContain('swagger-ui.css');
      for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'openapi.json'])
        expect((await fetch(`${url}${SURFACE}/swagger/${name}`)).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
    expect([await once(child, 'exit'), complaints]).toEqual([[0, null], []]);
  }, 120_000);

  test('type-checks in both kinds of module', () => {
    const uses = `
      export async function use(): Promise<string> {
        const options: EmulatorOptions = { port: 0, queueTime: 'PT1S', clock: { mode: 'onPoll', now: new Date(0) } };
        await using emulator = await startEmulator(options);
        // @ts-expect-error there is no such option
        await startEmulator({ prot: 1 });
        // @ts-expect-error there is no such mode
        await startEmulator({ clock: { mode: 'still' } });
        return emulator.url;
      }`;
    const imports = `import { startEmulator, type EmulatorOptions } from '${NAME}';`;
    const path = project(
      'as-types',
      {},
      {
        'module.mts': imports + uses,
        'common.cts': imports + uses,
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            strict: true,
            noEmit: true,
            module: 'nodenext',
            target: 'es2022',
            lib: ['es2023', 'esnext.disposable'],
            typeRoots: [join(REPOSITORY, 'node_modules/@types')],
            types: ['node'],
          },
          files: ['module.mts', 'common.cts'],
        }),
      },
    );
    expect(
      run(process.execPath, [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', path], path),
    ).toBe('');
  }, 120_000);
});
