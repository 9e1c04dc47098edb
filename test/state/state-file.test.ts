import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFile } from '@swc/core';
import { createApp } from '../../src/create-app.ts';
import { runCli, RunningCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';
import { Partner } from '../support/partner.ts';
import { createReport, QUERY, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE } from '../support/start-for-test.ts';

let folder = '';
let file = '';
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insights-state-'));
});
beforeEach(() => {
  file = join(folder, `${++files}.json`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what all sandboxes held is there again after a restart', async () => {
  const before = await startForTest({ state: file });
  const reportId = await createReport(before.partner, scheduled());
  const other = before.emulator.sandbox('other');
  await new Partner(other.url + SURFACE).createQuery({ Name: 'q', Query: QUERY });
  await before.sandbox.clock.advance('P3D');
  const states = [before.sandbox.state(), other.state()];
  await before.emulator.close();

  await using after = await startForTest({ state: file, seed: 9, now: '2030-01-01T00:00:00Z' });
  expect([after.sandbox.state(), after.emulator.sandbox('other').state()]).toEqual(states);
  expect((await after.partner.getExecutions(reportId)).body.totalCount).toBe(1);
  // New sandboxes are as the emulator was started.
  expect(after.emulator.sandbox('new').state()).toMatchObject({ options: { seed: 9 } });
});

test('it is saved on request, and a link is followed', async () => {
  await writeFile(join(folder, 'real.json'), '{"format":"insights-emulator","version":1,"sandboxes":{}}');
  await symlink(join(folder, 'real.json'), file);
  await using world = await startForTest({ state: file });
  await createReport(world.partner, scheduled());
  world.emulator.saveState();
  expect(await readFile(join(folder, 'real.json'), 'utf8')).toContain('"reportName":"Nightly"');
  await using without = await startForTest();
  expect(() => without.emulator.saveState()).toThrow("no option 'state'");
});

test('a document of one sandbox is taken for the default one', async () => {
  await using before = await startForTest();
  await createReport(before.partner, scheduled());
  await writeFile(file, JSON.stringify(before.sandbox.state()));
  await using after = await startForTest({ state: file });
  expect(after.sandbox.state()).toEqual(before.sandbox.state());
});

test('a stop that cannot save says so, and stops all the same', async () => {
  const inner = join(folder, 'gone');
  await mkdir(inner);
  const { emulator } = await startForTest({ state: join(inner, 'state.json') });
  await rm(inner, { recursive: true });
  await expect(emulator.close()).rejects.toThrow(/the state could not be saved to .*state\.json: ENOENT/);
  await expect(fetch(emulator.url)).rejects.toThrow();
});

describe('a start is refused in one line', () => {
  test.each([
    ['half a file', '{"format":"insights-emulator","ver', 'is not JSON'],
    ['a list', '[]', 'must hold a JSON object'],
    ['something else', '{"name":"package"}', '/format is not insights-emulator'],
    ['a newer version', '{"format":"insights-emulator","version":2}', '/version must be at most 1'],
    ['no sandboxes', '{"format":"insights-emulator","version":1}', '/sandboxes must be an object'],
    [
      'a bad sandbox',
      '{"format":"insights-emulator","version":1,"sandboxes":{"a":{"format":"insights-emulator-sandbox","version":1}}}',
      "sandbox 'a': /options is missing",
    ],
    [
      'a bad name',
      '{"format":"insights-emulator","version":1,"sandboxes":{"a/b":{}}}',
      "sandbox 'a/b': /format",
    ],
  ])('for %s', async (_, text, problem) => {
    await writeFile(file, text);
    const start = startForTest({ state: file });
    await expect(start).rejects.toThrow(`state: ${file}: ${problem}`);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('for a folder, and for a file in one that is not there', async () => {
    await expect(startForTest({ state: folder })).rejects.toThrow('cannot be read: EISDIR');
    const nowhere = join(folder, 'nowhere', 'state.json');
    await expect(startForTest({ state: nowhere })).rejects.toThrow('its folder is not there');
  });
});

describe('on the command line', () => {
  beforeAll(() => buildPackage());

  test('--state survives a stop, and SIGUSR2 saves without one', async () => {
    const words = ['--port', '0', '--state', file, '--clock', 'frozen', '--now', START];
    await using first = new RunningCli(words);
    await createReport(new Partner((await first.url()) + SURFACE), scheduled());
    first.child.kill('SIGUSR2');
    while ((await readFile(file, 'utf8').catch(() => '')) === '') await new Promise(setImmediate);
    expect(await readFile(file, 'utf8')).toContain('"reportName":"Nightly"');
    await createReport(new Partner((await first.url()) + SURFACE), scheduled({ ReportName: 'Second' }));
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });

    await using second = new RunningCli(words);
    const { body } = await new Partner((await second.url()) + SURFACE).getReports();
    expect(body.value.map(({ reportName }) => reportName)).toEqual(['Nightly', 'Second']);
  });

  test('a broken file is one clear line and ends with 2', async () => {
    await writeFile(file, '{');
    expect(await runCli(['--port', '0', '--state', file])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^insights-emulator: --state: .*\.json: is not JSON: .*\n$/),
    });
  });
});

test('killed while saving fifty times, the file is always the old one or the new one, and loads', async () => {
  await fillForKilling();
  const writer = await compileWriter();
  let lastTold = Date.parse(START);
  for (let round = 0; round < 50; round++) {
    const child = fork(join(__dirname, 'save-for-ever.cjs'), [writer, file], { stdio: 'ignore' });
    lastTold = Math.max(lastTold, await killWhileSaving(child, round));
    const app = createApp({ state: file });
    const { clock, queries } = app.sandbox('default').state();
    // What the child has told is saved, and at most one more than that.
    expect([lastTold, lastTold + 1000]).toContain(clock.now);
    expect(queries.kept).toHaveLength(100);
    lastTold = clock.now;
    await app.close();
  }
  expect(lastTold).toBeGreaterThan(Date.parse(START) + 50_000);
  const left = (await readdir(folder)).filter((name) => name.startsWith(`${files}.`));
  expect(left.length).toBeLessThan(3);
}, 60_000);

/** A state that takes a while to write. */
async function fillForKilling(): Promise<void> {
  const world = await startForTest({ state: file });
  const Description = 'd'.repeat(20_000);
  for (let at = 0; at < 100; at++) {
    await world.partner.createQuery({ Name: 'q', Query: QUERY, Description });
  }
  await world.emulator.close();
}

/** The real writer as a module that a bare process can load in no time; the answer is its path. */
async function compileWriter(): Promise<string> {
  const source = join(__dirname, '../../src/sandbox/state/write-atomically.ts');
  const { code } = await transformFile(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
  });
  const path = join(folder, 'write-atomically.cjs');
  await writeFile(path, code);
  return path;
}

/** Each message is a save that is done; the answer is where the last one had the clock. */
async function killWhileSaving(child: ChildProcess, round: number): Promise<number> {
  let told = 0;
  let saves = 0;
  child.on('message', (now) => {
    told = Number(now);
    // After a different part of a save each time.
    if (++saves === 2) setTimeout(() => child.kill('SIGKILL'), round % 10);
  });
  await once(child, 'exit');
  return told;
}
