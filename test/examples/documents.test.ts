import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { REPOSITORY, RunningCli, runCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';
import { DOCUMENTS, codeBlocksOf } from './code-blocks.ts';
import { DOCUMENTED_ADDRESS, RUN_BLOCK, hasPython } from './run-block.ts';
import type { Ended } from './run.ts';
import { runShell } from './shell.ts';

/** The first two run in their order against one emulator; `text` is what a command prints, and what is for people only. */
const LANGUAGES = ['sh', 'http', 'text', ...Object.keys(RUN_BLOCK)];

/** Stands for a clone in which the emulator has been built, and for a project that has the package installed. */
let folder = '';

beforeAll(() => {
  buildPackage();
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  for (const name of ['package.json', 'dist', 'fixtures', 'examples'])
    symlinkSync(join(REPOSITORY, name), join(folder, name), 'junction');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(REPOSITORY, join(folder, 'node_modules', packageJson.name), 'junction');
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What has happened when the tests run (installing, starting, testing), and what needs an engine for containers. */
function isDoneElsewhere(code: string): boolean {
  return code
    .trim()
    .split('\n')
    .every((line) => /^(npm|docker) /.test(line));
}

function expectSuccess({ code, stdout, stderr }: Ended): void {
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
}

describe.each(DOCUMENTS)('%s', (document) => {
  const blocks = codeBlocksOf(document);
  const shell = blocks.filter(({ language, code }) => language === 'sh' && !isDoneElsewhere(code));
  const requests = blocks.filter(({ language }) => language === 'http');

  test('has code only in languages that are run here', () => {
    expect(blocks.filter(({ language }) => !LANGUAGES.includes(language))).toEqual([]);
  });

  // One after another in one shell, as a reader would: later blocks use what earlier ones set.
  if (shell.length > 0) {
    test('its shell commands work as they stand', async () => {
      await using cli = new RunningCli(['--port', '0']);
      const url = await cli.url();
      const commands = shell.map(({ line, code }) => `block=${line}\n${code}`).join('\n');
      expectSuccess(await runShell(commands.replaceAll(DOCUMENTED_ADDRESS, url), folder));
    }, 60_000);
  }

  if (requests.length > 0) {
    test('its requests are answered, one after another', async () => {
      await using cli = new RunningCli(['--port', '0']);
      const url = await cli.url();
      for (const { line, code } of requests) {
        const { status } = await send(url, code);
        expect({ line, succeeded: status < 300 }).toEqual({ line, succeeded: true });
      }
    });
  }

  for (const block of blocks) {
    const one = RUN_BLOCK[block.language];
    if (one === undefined) continue;
    const runs = block.language !== 'python' || hasPython ? test : test.skip;
    runs(`${one.title}: line ${block.line}`, async () => expectSuccess(await one.run(block, folder)), 60_000);
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

test('the flags that the documents start the emulator with are taken', async () => {
  const text = DOCUMENTS.map((name) => readFileSync(join(REPOSITORY, name), 'utf8')).join('\n');
  const started = [...text.matchAll(/(?:npm start --|docker run .* insights-emulator) ([^`\n]+)/g)];
  expect(started.length).toBeGreaterThan(1);
  for (const [, words = ''] of started) {
    const { code, stderr } = await runCli([...words.split(' '), '--version']);
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
  }
});

/** A request as it is on the wire, without what a client adds by itself. */
function send(url: string, code: string): Promise<Response> {
  const [head = '', body = ''] = code.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = lines.map((line): [string, string] => {
    const [name = '', value = ''] = line.split(': ');
    return [name, value];
  });
  return fetch(url + path, { method, headers, ...(body === '' ? {} : { body }) });
}
