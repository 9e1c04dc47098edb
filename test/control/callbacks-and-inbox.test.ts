import { receiveCallbacks } from '../support/callback-receiver.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { START, startForTest, type WorldOptions } from '../support/start-for-test.ts';

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  const control = new ControlPlane(world.emulator.url);
  return {
    ...world,
    control,
    url: world.emulator.url,
    callbacks: async () => (await control.ask('GetCallbacks', 'GET', 'callbacks')).body,
    redeliver: (id: string) => control.ask('RedeliverCallback', 'POST', `callbacks/${id}/redeliver`),
    inbox: async () => (await control.ask('GetInbox', 'GET', 'inbox')).body,
  };
}

describe('the callbacks', () => {
  test('are listed with every attempt', async () => {
    let status = 500;
    await using receiver = await receiveCallbacks(() => {
      if (status === 500) throw new Error('not yet');
    });
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    await world.sandbox.clock.advance(3);
    status = 200;
    const first = { time: '2026-01-15T00:00:03Z', ms: expect.any(Number), status: 500, error: null };
    expect(await world.callbacks()).toEqual({
      callbacks: [
        {
          id: expect.any(String),
          reportId,
          executionId: expect.any(String),
          method: 'POST',
          address: `${receiver.url}/${reportId}`,
          state: 'retrying',
          createdTime: '2026-01-15T00:00:03Z',
          nextAttemptTime: '2026-01-15T00:00:13Z',
          attempts: [first],
        },
      ],
    });
    await world.sandbox.clock.advance(10);
    expect(await world.callbacks()).toMatchObject({
      callbacks: [{ state: 'delivered', nextAttemptTime: null, attempts: [first, { status: 200 }] }],
    });
  });

  test('are delivered again when told, at once', async () => {
    await using receiver = await receiveCallbacks();
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    await world.sandbox.clock.advance(3);
    const id = world.sandbox.callbacks()[0]?.id ?? '';
    expect(await world.redeliver(` ${id.toUpperCase()}`.trim())).toMatchObject({
      status: 200,
      body: { id, reportId },
    });
    await world.sandbox.waitForCallback(reportId);
    expect(receiver.received).toHaveLength(2);
    expect(world.sandbox.callbacks()).toMatchObject([{ state: 'delivered', attempts: [{}, {}] }]);
  });

  test('are not found under another id', async () => {
    await using world = await start();
    expect(await world.redeliver('7b0f1fe4-93a6-4a4b-9a55-2f3c1f4b7d10')).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound' } },
    });
  });
});

describe('the inbox', () => {
  test.each([
    ['POST', (id: string) => `/ready/${id}`],
    ['GET', (id: string) => `/ready?reportId=${id}`],
  ])('receives a %s callback of its sandbox within the advance', async (method, path) => {
    await using world = await start();
    const CallbackUrl = `${world.url}/sandbox/mine/_emulator/inbox/ready`;
    const mine = world.emulator.sandbox('mine');
    const partner = world.partner.as(world.partner.headers);
    expect(mine.inbox()).toEqual([]);
    const reportId = await createReport(partner, executeNow({ CallbackUrl, CallbackMethod: method }));
    const { callbacks } = await world.sandbox.clock.advance(3);
    expect(callbacks).toEqual({ delivered: 1, failed: 0 });
    expect(mine.inbox()).toEqual([
      { number: 1, time: START, method, path: path(reportId), reportId, body: null },
    ]);
    expect(await world.inbox()).toEqual({ inbox: [] });
  });

  test('takes any method and any path, with JSON or nothing, and needs no key for that', async () => {
    await using world = await start({ adminKey: 'key' });
    const open = { Authorization: 'none' };
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await world.control.ask('ReceiveInInbox', method, 'inbox/a/b%2Fc?x=1&sig=secret');
      expect(answer.status).toBe(200);
    }
    const sent = { body: { ok: true }, headers: open };
    await world.control.ask('ReceiveInInbox', 'POST', 'inbox/json', sent);
    expect((await world.control.ask('GetInbox', 'GET', 'inbox')).status).toBe(401);
    const withKey = { headers: { 'X-Emulator-Key': 'key' } };
    const { body } = await world.control.ask('GetInbox', 'GET', 'inbox', withKey);
    expect(body).toMatchObject({
      inbox: [
        { number: 1, method: 'GET', path: '/a/b/c?x=1&sig=[redacted]', reportId: null },
        { method: 'POST' },
        { method: 'PUT' },
        { method: 'PATCH' },
        { method: 'DELETE' },
        { number: 6, path: '/json', body: '{"ok":true}' },
      ],
    });
    expect((await world.control.ask('ClearInbox', 'DELETE', 'inbox', withKey)).status).toBe(204);
    expect(world.sandbox.inbox()).toEqual([]);
  });

  test('refuses what a page of another site could send', async () => {
    await using world = await start();
    const text = { body: 'a=b', headers: { 'Content-Type': 'text/plain' } };
    expect((await world.control.ask('ReceiveInInbox', 'POST', 'inbox/x', text)).status).toBe(415);
    const foreign = { headers: { Origin: 'https://elsewhere.example' } };
    expect((await world.control.ask('ReceiveInInbox', 'POST', 'inbox/x', foreign)).status).toBe(403);
    expect(world.sandbox.inbox()).toEqual([]);
  });

  test('keeps the last 1,000', async () => {
    await using world = await start();
    for (let i = 0; i < 1002; i++) await (await fetch(`${world.url}/_emulator/inbox/${i}`)).arrayBuffer();
    expect(world.sandbox.inbox()).toHaveLength(1000);
    expect(world.sandbox.inbox()[0]).toMatchObject({ number: 3, path: '/2' });
  }, 30_000);
});
