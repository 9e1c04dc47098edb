import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator.ts';
import { buildPackage } from '../support/built-package.ts';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE } from '../support/start-for-test.ts';

const FROZEN = { mode: 'frozen', now: START } as const;

describe('emulators in one process', () => {
  test('know nothing of each other', async () => {
    await using one = await startForTest();
    await using other = await startForTest({ seed: 2 });
    expect(one.emulator.port).not.toBe(other.emulator.port);
    const reportId = await createReport(one.partner, scheduled());
    await one.sandbox.clock.advance('P1D');
    expect(other.sandbox.clock.get().now).toBe(START);
    expect((await other.partner.getReports()).body.value).toEqual([]);
    expect(await createReport(other.partner, scheduled())).not.toBe(reportId);
  });

  test('take the address they are told, and refuse one that is taken', async () => {
    await using one = await startForTest();
    expect(one.emulator.url).toBe(`http://127.0.0.1:${one.emulator.port}`);
    await expect(startEmulator({ port: one.emulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const { port } = one.emulator;
    await one.emulator.close();
    await using again = await startEmulator({ port });
    expect(again.port).toBe(port);
  });

  test('leave nothing open once they are closed, with callbacks and an advance under way', async () => {
    await using receiver = await receiveCallbacks(() => new Promise(() => {}));
    const before = openResources();
    const emulator = await startEmulator({ port: 0, clock: FROZEN });
    const running = await startEmulator({ port: 0, minStartLead: 0, queueTime: 3600 });
    await createReport(partnerOf(running.url), executeNow());
    await createReport(partnerOf(emulator.url), executeNow({ CallbackUrl: receiver.url }));
    const advance = emulator.sandbox('default').clock.advance(60);
    const cutShort = expect(advance).rejects.toThrow('was reset or closed');
    while (receiver.received.length === 0) await new Promise(setImmediate);
    await Promise.all([emulator.close(), running.close()]);
    await cutShort;
    await until(() => openResources() <= before);
  });

  test('close once, however often they are told, and quickly', async () => {
    const emulator = await startEmulator({ port: 0 });
    await fetch(`${emulator.url}/_emulator/health`);
    const startedAt = performance.now();
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator.close();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await expect(fetch(`${emulator.url}/_emulator/health`)).rejects.toThrow();
  });

  test('are closed by await using, also when the test in it fails', async () => {
    let url = '';
    const failing = async (): Promise<void> => {
      await using emulator = await startEmulator({ port: 0 });
      url = emulator.url;
      throw new Error('as tests do');
    };
    await expect(failing()).rejects.toThrow('as tests do');
    await expect(fetch(url)).rejects.toThrow();
  });

  test('make no sandbox any more once they are closed', async () => {
    const emulator = await startEmulator({ port: 0 });
    const sandbox = emulator.sandbox('mine');
    await emulator.close();
    expect(() => sandbox.clock.now()).toThrow('The emulator is closed');
    await expect(sandbox.clock.advance(1)).rejects.toThrow('The emulator is closed');
    expect(() => emulator.sandbox('other')).toThrow('The emulator is closed');
  });
});

describe('the handle of a sandbox', () => {
  test('has the address under which everything of the sandbox stands', async () => {
    await using world = await startForTest();
    const mine = world.emulator.sandbox('mine');
    expect(mine).toMatchObject({ name: 'mine', url: `${world.emulator.url}/sandbox/mine` });
    await createReport(partnerOf(mine.url), scheduled());
    expect((await world.partner.getReports()).body.value).toEqual([]);
  });

  test('refuses a name that can not be one', async () => {
    await using world = await startForTest();
    expect(() => world.emulator.sandbox('a/b')).toThrow(/a\/b/);
    expect(() => world.emulator.sandbox('')).toThrow();
  });

  test('reads, sets and advances the clock as the control plane does', async () => {
    await using world = await startForTest();
    const { clock } = world.sandbox;
    await createReport(world.partner, scheduled());
    expect(clock.now()).toEqual(new Date(START));
    expect(clock.get()).toEqual({ now: START, mode: 'frozen', rate: 1 });
    expect(await clock.advance('PT4H')).toEqual({
      from: START,
      to: '2026-01-15T04:00:00Z',
      transitions: 0,
      completed: 0,
      callbacks: { delivered: 0, failed: 0 },
    });
    expect(await clock.advanceTo(new Date('2026-01-16T00:00:01Z'))).toMatchObject({ transitions: 1 });
    expect(await clock.advanceTo('2026-01-16T00:00:03Z')).toMatchObject({ completed: 1 });
    expect(await clock.set({ mode: 'onPoll', rate: 2 })).toEqual({
      now: '2026-01-16T00:00:03Z',
      mode: 'onPoll',
      rate: 2,
    });
    expect(await clock.set({ now: '2026-01-17T00:00:00Z' })).toMatchObject({ now: '2026-01-17T00:00:00Z' });
  });

  test.each([
    ['a negative duration', () => -1],
    ['no duration', () => 'soon'],
    ['no number', () => NaN],
  ])('rejects an advance by %s', async (_, by) => {
    await using world = await startForTest();
    await expect(world.sandbox.clock.advance(by())).rejects.toThrow();
    expect(world.sandbox.clock.get().now).toBe(START);
  });

  test('rejects going back, a moment that is none, and a second advance at a time', async () => {
    await using world = await startForTest();
    const { clock } = world.sandbox;
    await expect(clock.advanceTo('2026-01-14T00:00:00Z')).rejects.toThrow('time does not go back');
    await expect(clock.advanceTo(new Date(NaN))).rejects.toThrow();
    await expect(clock.set({ mode: 'frozen', rate: 0 })).rejects.toThrow();
    const first = clock.advance(1);
    await expect(clock.advance(1)).rejects.toThrow('under way');
    await first;
  });

  test('tells of every callback, and forgets them with a reset', async () => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest();
    const { sandbox } = world;
    const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    await sandbox.clock.advance(3);
    expect(sandbox.callbacks()).toMatchObject([
      { reportId, state: 'delivered', address: `${receiver.url}/${reportId}`, attempts: [{ status: 200 }] },
    ]);
    sandbox.reset();
    expect(sandbox.callbacks()).toEqual([]);
    expect(sandbox.clock.get().now).toBe(START);
    expect(await createReport(world.partner, executeNow())).toBe(reportId);
  });
});

describe('a process that has used the library', () => {
  beforeAll(buildPackage, 120_000);

  test('ends by itself once its emulators are closed', async () => {
    await using receiver = await receiveCallbacks(() => new Promise(() => {}));
    const ended = await runScript(`
      const { startEmulator } = require(${JSON.stringify(join(__dirname, '../../dist/index.cjs'))});
      (async () => {
        const one = await startEmulator({ port: 0, clock: { mode: 'frozen' } });
        const two = await startEmulator({ port: 0, queueTime: 0, runTime: 0 });
        for (const { url } of [one, two]) {
          const answer = await fetch(url + '${SURFACE}/ScheduledReport', {
            method: 'POST',
            headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
            body: ${JSON.stringify(JSON.stringify(executeNow({ CallbackUrl: receiver.url })))},
          });
          if (answer.status !== 200) throw new Error(await answer.text());
        }
        const advance = one.sandbox('default').clock.advance(3).catch(() => console.log('cut short'));
        await new Promise((resolve) => setTimeout(resolve, 300));
        await Promise.all([one.close(), two.close(), advance]);
        console.log('closed');
      })();
    `);
    expect(ended).toEqual({ code: 0, stdout: 'cut short\nclosed\n', stderr: '' });
    expect(receiver.received).toHaveLength(2);
  }, 60_000);
});

function partnerOf(url: string): Partner {
  return new Partner(`${url}${SURFACE}`);
}

/** Servers only: connections of the client in this process stay for reuse. */
function openResources(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise(setImmediate);
}

function runScript(script: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['-e', script], { timeout: 10_000 });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}
