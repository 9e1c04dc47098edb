import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { buildPackage } from '../support/built-package.ts';

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
  await emulator.close();
  let problems = [];
  await startEmulator({ port: -1 }).catch((error) => (problems = error.problems));
  console.log(health.status, health.version, problems.length);
`;
const ANSWER = `ok ${packageJson.version} 1\n`;

describe('the packed archive', () => {
  test('holds what runs, its types and facts, and no sources', () => {
    expect(archived).toEqual(
      expect.arrayContaining([
        'dist/cli.cjs',
        'dist/index.cjs',
        'dist/index.mjs',
        'dist/index.d.ts',
        'dist/index.d.cts',
        'dist/openapi.json',
        'dist/THIRD-PARTY-LICENSES.txt',
        'fixtures/mpn/datasets.json',
        'package.json',
      ]),
    );
    expect(archived.filter((path) => /^(src|test|scripts|bench)\//.test(path))).toEqual([]);
    expect(packageJson).not.toHaveProperty('dependencies');
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

  test('brings its command', () => {
    const path = project('as-command', {}, {});
    const command = join(path, 'node_modules/.bin/insights-emulator');
    expect(run(command, ['--version'], path)).toBe(`${packageJson.version}\n`);
  }, 60_000);

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
