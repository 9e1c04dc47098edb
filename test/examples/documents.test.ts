import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { REPOSITORY, RunningCli, runCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';
import { run, type Ended } from './run.ts';

/** Where the documents have an emulator stand; the blocks are run against one on a free port. */
const DOCUMENTED_ADDRESS = 'http://127.0.0.1:4620';
const DOCUMENTS = ['README.md', ...readdirSync(join(REPOSITORY, 'docs')).map((name) => `docs/${name}`)];

/** A project that has the package installed. */
let folder = '';

beforeAll(() => {
  buildPackage();
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(REPOSITORY, join(folder, 'node_modules', packageJson.name), 'junction');
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The code blocks of a document in one language, each with the line it begins at. */
function blocksOf(
  document: string,
  language: string,
): readonly { readonly line: number; readonly code: string }[] {
  const text = readFileSync(join(REPOSITORY, document), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((block) => ({
    line: text.slice(0, block.index).split('\n').length,
    code: block[1] ?? '',
  }));
}

/** npm's own commands stand for what has happened when the tests run: installing, starting, testing. */
function isNpm(code: string): boolean {
  return code
    .trim()
    .split('\n')
    .every((line) => line.startsWith('npm '));
}

/** A command that fails, or an answer that is an error, ends the run and tells the line of the block. */
const STRICTLY = `set -eEuo pipefail
curl() { command curl --fail-with-body "$@"; }
insights-emulator() { node '${join(REPOSITORY, 'dist/cli.cjs')}' "$@"; }
trap 'echo "block at line $block: $BASH_COMMAND" >&2' ERR
`;

function expectSuccess({ code, stdout, stderr }: Ended): void {
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
}

describe.each(DOCUMENTS)('%s', (document) => {
  const shell = blocksOf(document, 'sh').filter(({ code }) => !isNpm(code));
  const scripts = blocksOf(document, 'js');
  const configFiles = blocksOf(document, 'json');

  // One after another in one shell, as a reader would: later blocks use what earlier ones set.
  if (shell.length > 0) {
    test('its shell commands work as they stand', async () => {
      await using cli = new RunningCli(['--port', '0']);
      const url = await cli.url();
      const commands = shell.map(
        ({ line, code }) => `block=${line}\n${code.replaceAll(DOCUMENTED_ADDRESS, url)}`,
      );
      const file = join(folder, 'commands.sh');
      writeFileSync(file, STRICTLY + commands.join('\n'));
      expectSuccess(await run('bash', [file], folder));
    }, 60_000);
  }

  if (scripts.length > 0) {
    test.each(scripts)(
      'its JavaScript at line $line runs',
      async ({ line, code }) => {
        const file = join(folder, `block-${line}.mjs`);
        writeFileSync(file, code);
        expectSuccess(await run(process.execPath, [file], folder));
      },
      60_000,
    );
  }

  if (configFiles.length > 0) {
    test.each(configFiles)(
      'its config file at line $line is taken',
      async ({ code }) => {
        const file = join(folder, 'emulator.json');
        writeFileSync(file, code);
        await using cli = new RunningCli(['--config', file]);
        expect(await cli.url()).toMatch(/^http:/);
      },
      30_000,
    );
  }

  test('its npm commands are there', () => {
    const text = readFileSync(join(REPOSITORY, document), 'utf8');
    const scriptsNamed = [...text.matchAll(/\bnpm (?:run (\w+)|(start|test)\b)/g)].map(
      ([, run, own]) => run ?? own,
    );
    expect(
      scriptsNamed.filter((name) => name !== undefined && !Object.hasOwn(packageJson.scripts, name)),
    ).toEqual([]);
  });
});

test('the flags that the README starts the emulator with are taken', async () => {
  const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
  const started = [...readme.matchAll(/npm start -- ([^`\n]+)/g)].map(([, words = '']) => words.split(' '));
  expect(started.length).toBeGreaterThan(0);
  for (const words of started) expect((await runCli([...words, '--version'])).code).toBe(0);
});
