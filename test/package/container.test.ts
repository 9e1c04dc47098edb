import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { REPOSITORY, RunningCli, runCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';

interface Instruction {
  readonly name: string;
  readonly words: string;
}

const lines = readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
const instructions = lines
  .filter((line) => /^[A-Z]/.test(line))
  .map((line): Instruction => {
    const [name = '', ...words] = line.split(/\s+/);
    return { name, words: words.join(' ') };
  });
const image = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));

function wordsOf(name: string): string {
  return image.find((one) => one.name === name)?.words ?? '';
}

/** The words of an instruction in the form that no shell reads. */
function listOf(words: string): readonly string[] {
  const list: unknown = JSON.parse(words.slice(words.indexOf('[')));
  return Array.isArray(list) ? list.map(String) : [];
}

const environment = Object.fromEntries([wordsOf('ENV').split('=')]) as Record<string, string>; // one variable: a name and its value
const [node, program = '', ...entry] = listOf(wordsOf('ENTRYPOINT'));
/** The image's last stage, put together in a folder: where the tests run there is no engine for containers. */
let folder = '';

beforeAll(() => {
  buildPackage();
  folder = mkdtempSync(join(tmpdir(), 'container-'));
  for (const { name, words } of image) {
    if (name !== 'COPY') continue;
    const [, ...paths] = words.split(' ');
    const target = paths.pop() ?? '';
    for (const path of paths) {
      const from = path.replace('/source', REPOSITORY);
      cpSync(from, join(folder, target.endsWith('/') ? basename(path) : target), { recursive: true });
    }
  }
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Where a file of the image is here. */
function here(path: string): string {
  return path.replace('/emulator', folder);
}

describe('the image', () => {
  test('serves all there is to every address, and is healthy by its own check', async () => {
    const words = [...entry, ...listOf(wordsOf('CMD')), '--port', '0'];
    expect(node).toBe('node');
    await using container = new RunningCli(words, environment, here(program));
    const { port } = new URL(await container.url());
    const page = await fetch(`http://127.0.0.1:${port}/insights/v1/mpn/swagger/index.html`);
    expect(page.status).toBe(200);
    const token = { headers: { Authorization: 'Bearer any' } };
    const datasets = await fetch(`http://127.0.0.1:${port}/insights/v1/mpn/ScheduledDataset`, token);
    expect(await datasets.json()).toMatchObject({ totalCount: 21 });
    expect(checkHealth(port)).toBe(0);
    container.child.kill('SIGTERM');
    expect((await container.ended).code).toBe(0);
    expect(checkHealth(port)).toBe(1);
  }, 60_000);

  test('takes flags and commands after its name', async () => {
    const container = await new RunningCli([...entry, 'data', 'list'], environment, here(program)).ended;
    expect(container).toMatchObject({ code: 0, stderr: '' });
    expect(container.stdout).toContain('CustomersAndTenants');
    expect((await runCli(['--clock', 'onPoll', '--version'], environment)).code).toBe(0);
  });

  test('runs as a user without rights, and says its port', () => {
    expect(wordsOf('USER')).toBe('node');
    expect(wordsOf('EXPOSE')).toBe('4620');
  });

  test('has both stages on the same Node, for which the code cache is made', () => {
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ words }) => words.split(' ')[0]);
    expect(new Set(bases).size).toBe(1);
  });
});

test('what the first stage copies is there, and let through to the engine', () => {
  const ignore = readFileSync(join(REPOSITORY, '.dockerignore'), 'utf8').split('\n');
  const passed = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(passed.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  // What the build says it reads: the lists of its scripts.
  const build = readFileSync(join(REPOSITORY, 'scripts/build.mjs'), 'utf8');
  const [, sources = ''] = /const SOURCES = \[([^\]]*)\]/.exec(build) ?? [];
  const read = [...sources.matchAll(/'([^']+)'/g)].map(([, path = '']) => path);
  const copied = instructions
    .filter(({ name, words }) => name === 'COPY' && !words.startsWith('--from'))
    .flatMap(({ words }) => words.split(' ').slice(0, -1))
    .filter((path) => path !== '.');
  const final = image
    .filter(({ name }) => name === 'COPY')
    .flatMap(({ words }) => words.split(' ').slice(1, -1))
    .map((path) => path.replace('/source/', ''))
    .filter((path) => path !== 'dist');
  expect(read.length).toBeGreaterThan(3);
  expect([...read, ...copied, ...final].filter((path) => !passed.includes(path))).toEqual([]);
});

/** Runs the check of the image as the engine would in a container that listens on this port. */
function checkHealth(port: string): number | null {
  const [, ...words] = listOf(wordsOf('HEALTHCHECK'));
  return spawnSync(process.execPath, words, { env: { INSIGHTS_EMULATOR_PORT: port } }).status;
}
