import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { startForTest, type WorldOptions } from '../support/start-for-test.ts';

test('an advance answers when the callbacks sent on the way have settled, and counts them', async () => {
  await using good = await receiveCallbacks();
  await using bad = await receiveCallbacks(() => Promise.reject(new Error('never mind')));
  await using world = await start({ callbackRetry: [] });
  for (const url of [good.url, good.url, bad.url])
    await createReport(world.partner, executeNow({ CallbackUrl: url }));
  expect(await world.control.advance({ by: 3 })).toMatchObject({
    body: { transitions: 6, completed: 3, callbacks: { delivered: 2, failed: 1 } },
  });
  expect(good.received).toHaveLength(2);
});

test('the clock stands at the moment of the callback, and the receiver can fetch its report', async () => {
  const seen: unknown[] = [];
  await using receiver = await receiveCallbacks(async ({ target }) => {
    const { body } = await world.partner.getExecutions(target.slice(1));
    seen.push([world.sandbox.clock.get().now, body.value[0]?.reportGeneratedTime]);
  });
  await using world = await start();
  await createReport(world.partner, scheduled({ RecurrenceCount: 3, CallbackUrl: receiver.url }));
  await world.control.advance({ by: 'P10D' });
  expect(seen).toEqual(
    ['2026-01-16T00:00:03Z', '2026-01-17T00:00:03Z', '2026-01-18T00:00:03Z'].map((at) => [at, at]),
  );
  expect(world.sandbox.clock.get().now).toBe('2026-01-25T00:00:00Z');
});

test('a receiver that moves the clock from inside its callback gets a conflict, and everything goes on', async () => {
  const answers: number[] = [];
  await using receiver = await receiveCallbacks(async () => {
    const tries = await Promise.all([
      world.control.advance({ by: 'PT1H' }),
      world.control.advance({ by: 0 }),
      world.control.setClock({ now: '2027-01-01T00:00:00Z' }),
      world.control.setClock({ mode: 'running' }),
      world.control.getClock(),
    ]);
    answers.push(...tries.map(({ status }) => status));
  });
  await using world = await start();
  await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  expect(await world.control.advance({ by: 60 })).toMatchObject({
    status: 200,
    body: { to: '2026-01-15T00:01:00Z', callbacks: { delivered: 1 } },
  });
  expect(answers).toEqual([409, 409, 409, 409, 200]);
  expect((await world.control.getClock()).body).toMatchObject({ mode: 'frozen', rate: 1 });
});

describe('an advance that nobody waits for any more', () => {
  /** A receiver that never answers the first callback, and tells when it has come. */
  function silentAtFirst() {
    let came: () => void = () => {};
    const first = new Promise<void>((resolve) => (came = resolve));
    let calls = 0;
    const answer = (): Promise<void> => {
      came();
      return ++calls === 1 ? new Promise(() => {}) : Promise.resolve();
    };
    return { first, answer };
  }
  const REACHED = { now: '2026-01-16T00:00:03Z', mode: 'frozen', rate: 1 };

  test('stops at the moment it has reached when its connection closes, and the next one works', async () => {
    const { first, answer } = silentAtFirst();
    await using receiver = await receiveCallbacks(answer);
    await using world = await start();
    await createReport(world.partner, scheduled({ CallbackUrl: receiver.url }));
    const leaving = new AbortController();
    const advance = fetch(`${world.sandbox.url}/_emulator/clock/advance`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"by":"P10D"}',
      signal: leaving.signal,
    });
    await first;
    leaving.abort();
    await expect(advance).rejects.toThrow('aborted');
    // The connection closes in its own time.
    let next = await world.control.advance({ to: '2026-01-16T00:00:03Z' });
    while (next.status === 409) next = await world.control.advance({ to: '2026-01-16T00:00:03Z' });
    expect(next).toMatchObject({ status: 200, body: { transitions: 0 } });
    expect((await world.control.getClock()).body).toEqual(REACHED);
    expect(await world.control.advance({ to: '2026-01-18T00:00:00Z' })).toMatchObject({
      status: 200,
      body: { from: REACHED.now, completed: 1, callbacks: { delivered: 1 } },
    });
  });

  test('stops so for a signal in the library, and rejects with its reason', async () => {
    const { first, answer } = silentAtFirst();
    await using receiver = await receiveCallbacks(answer);
    await using world = await start();
    const { clock } = world.sandbox;
    await createReport(world.partner, scheduled({ CallbackUrl: receiver.url }));
    const leaving = new AbortController();
    const advance = clock.advance('P10D', { signal: leaving.signal });
    await first;
    leaving.abort(new Error('enough'));
    await expect(advance).rejects.toThrow('enough');
    expect(clock.get()).toEqual(REACHED);
    await expect(clock.advance('P1D', { signal: leaving.signal })).rejects.toThrow('enough');
    expect(clock.get()).toEqual(REACHED);
    expect(await clock.advanceTo('2026-01-18T00:00:00Z')).toMatchObject({ completed: 1 });
  });
});

test('a receiver may create, update and delete reports from inside its callback', async () => {
  let other = '';
  await using receiver = await receiveCallbacks(async ({ target }) => {
    if (other !== '') return;
    await world.partner.deleteReport(target.slice(1));
    other = await createReport(world.partner, executeNow());
  });
  await using world = await start();
  await createReport(world.partner, scheduled({ CallbackUrl: receiver.url }));
  expect((await world.control.advance({ by: 'P5D' })).body).toMatchObject({
    completed: 2,
    callbacks: { delivered: 1, failed: 0 },
  });
  expect((await world.partner.getExecutions(other)).body.value).toMatchObject([
    { reportGeneratedTime: '2026-01-16T00:00:06Z' },
  ]);
  expect((await world.partner.getReports()).body.totalCount).toBe(1);
});

test('retries wait on the clock of the sandbox: none before their moment, all of them on the way', async () => {
  const at: string[] = [];
  await using receiver = await receiveCallbacks(() => {
    at.push(world.sandbox.clock.get().now);
    if (at.length < 3) throw new Error('not yet');
  });
  await using world = await start({ callbackRetry: ['PT10M', 'P1D'] });
  await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  expect((await world.control.advance({ by: 3 })).body).toMatchObject({
    callbacks: { delivered: 0, failed: 0 },
  });
  expect((await world.control.advance({ by: 599 })).body).toMatchObject({
    callbacks: { delivered: 0, failed: 0 },
  });
  expect(at).toHaveLength(1);
  expect((await world.control.advance({ by: 'P2D' })).body).toMatchObject({
    transitions: 0,
    callbacks: { delivered: 1, failed: 0 },
  });
  expect(at).toEqual(['2026-01-15T00:00:03Z', '2026-01-15T00:10:03Z', '2026-01-16T00:10:03Z']);
});

test('a deleted report is retried no more', async () => {
  await using receiver = await receiveCallbacks(() => Promise.reject(new Error('no')));
  await using world = await start();
  const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  await world.control.advance({ by: 3 });
  await world.partner.deleteReport(reportId);
  expect((await world.control.advance({ by: 'P1D' })).body).toMatchObject({ transitions: 0 });
  expect(receiver.received).toHaveLength(1);
  expect(world.sandbox.callbacks()).toMatchObject([{ state: 'dropped' }]);
});

test('a receiver that hangs delays no other host, and is given up after three time-outs', async () => {
  await using hanging = await receiveCallbacks(() => new Promise(() => {}));
  await using good = await receiveCallbacks();
  await using world = await start({ callbackTimeout: 0.2, callbackRetry: [] });
  for (let i = 0; i < 12; i++) await createReport(world.partner, executeNow({ CallbackUrl: hanging.url }));
  await createReport(world.partner, executeNow({ CallbackUrl: good.url }));
  const advance = world.control.advance({ by: 3 });
  while (good.received.length === 0) await new Promise(setImmediate);
  expect(world.sandbox.callbacks().some(({ state }) => state === 'failed')).toBe(false);
  expect((await advance).body).toMatchObject({ callbacks: { delivered: 1, failed: 12 } });
  // Four at once to one host: three time-outs running, and the rest is not waited for.
  expect(hanging.received.length).toBeLessThanOrEqual(8);
});

test('a host that timed out gets another chance in the next advance', async () => {
  let hangs = true;
  await using receiver = await receiveCallbacks(() => (hangs ? new Promise(() => {}) : undefined));
  await using world = await start({ callbackTimeout: 0.1, callbackRetry: [] });
  const make = () => createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  for (let i = 0; i < 4; i++) await make();
  expect((await world.control.advance({ by: 3 })).body).toMatchObject({ callbacks: { failed: 4 } });
  hangs = false;
  await make();
  expect((await world.control.advance({ by: 3 })).body).toMatchObject({ callbacks: { delivered: 1 } });
});

test('a receiver that is slow holds up neither requests nor another sandbox', async () => {
  let letGo: () => void = () => {};
  await using receiver = await receiveCallbacks(() => new Promise<void>((resolve) => (letGo = resolve)));
  await using world = await start();
  await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  const advance = world.control.advance({ by: 60 });
  while (receiver.received.length === 0) await new Promise(setImmediate);
  const other = new ControlPlane(`${world.emulator.url}/sandbox/other`);
  expect((await other.advance({ by: 'P1D' })).status).toBe(200);
  expect((await world.partner.getReports()).status).toBe(200);
  expect((await world.control.advance({ by: 1 })).status).toBe(409);
  letGo();
  expect((await advance).body).toMatchObject({ callbacks: { delivered: 1 } });
});

test('a reset ends an advance that waits, which is told as a conflict', async () => {
  await using receiver = await receiveCallbacks(() => new Promise(() => {}));
  await using world = await start();
  await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  const advance = world.control.advance({ by: 60 });
  const setting = expect(world.control.setClock({ now: '2026-02-01T00:00:00Z' })).resolves.toMatchObject({
    status: 409,
  });
  while (receiver.received.length === 0) await new Promise(setImmediate);
  expect((await world.control.reset()).status).toBe(204);
  expect(await advance).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
  await setting;
  expect((await world.control.getClock()).body).toMatchObject({ now: '2026-01-15T00:00:00Z' });
  expect((await world.control.advance({ by: 1 })).status).toBe(200);
});

test('a port where nobody listens fails at once and is retried', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo; // listening on TCP
  await new Promise((resolve) => closed.close(resolve));
  await using world = await start();
  await createReport(world.partner, executeNow({ CallbackUrl: `http://127.0.0.1:${port}/` }));
  expect((await world.control.advance({ by: 73 })).body).toMatchObject({ callbacks: { failed: 1 } });
  expect(world.sandbox.callbacks()[0]?.attempts).toHaveLength(3);
});

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  return { ...world, control: new ControlPlane(world.emulator.url) };
}
