import { startEmulator } from '../../src/emulator.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { Partner } from '../support/partner.ts';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE, type WorldOptions } from '../support/start-for-test.ts';

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  const control = new ControlPlane(world.emulator.url);
  return {
    ...world,
    control,
    url: world.emulator.url,
    put: (name: string, body?: unknown) => control.ask('CreateSandbox', 'PUT', `sandboxes/${name}`, { body }),
    remove: (name: string) => control.ask('DeleteSandbox', 'DELETE', `sandboxes/${name}`),
    list: async () => (await control.ask('GetSandboxes', 'GET', 'sandboxes')).body,
  };
}

describe('a sandbox', () => {
  test('is made with options of its own, and is as the emulator in the rest', async () => {
    await using world = await start({ seed: 3 });
    const clock = { mode: 'onPoll', now: '2024-02-29T12:00:00Z' };
    const url = `${world.url}/sandbox/mine`;
    expect(await world.put('mine', { customers: 50, clock, minStartLead: 0 })).toMatchObject({
      status: 201,
      body: {
        name: 'mine',
        url,
        seed: 3,
        customers: 50,
        clock: { ...clock, rate: 1 },
        queries: 0,
        reports: 0,
      },
    });
    const partner = new Partner(`${url}${SURFACE}`);
    await createReport(partner, scheduled({ StartTime: '2024-02-29T12:00:00Z' }));
    await new ControlPlane(url).reset();
    expect(await world.list()).toMatchObject({
      sandboxes: [
        { name: 'default', clock: { now: START } },
        { name: 'mine', customers: 50, clock, reports: 0 },
      ],
    });
  });

  test('called default is there from the start, and its clock with it', async () => {
    await using emulator = await startEmulator({ port: 0, clock: { now: START, rate: 1_000_000 } });
    const [first, ...others] = emulator.sandboxes();
    expect([first?.name, others]).toEqual(['default', []]);
    const before = Date.parse(first?.clock.now ?? '');
    while (Date.parse(emulator.sandboxes()[0]?.clock.now ?? '') <= before) await new Promise(setImmediate);
  });

  test('is taken as it is when it is asked for again just so, and refused with what differs', async () => {
    await using world = await start();
    await world.put('mine', { seed: 7, queueTime: 'PT1M' });
    expect((await world.put('mine', { queueTime: 60, seed: 7 })).status).toBe(200);
    const refused = await world.put('mine', { seed: 8 });
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'Conflict', message: expect.stringContaining('seed, queueTime') } },
    });
    expect((await world.put('default')).status).toBe(200);
    expect((await world.put('default', { auth: 'off' })).status).toBe(409);
  });

  test('is removed with all it holds', async () => {
    await using world = await start();
    await world.put('mine', { seed: 7 });
    const mine = new Partner(`${world.url}/sandbox/mine${SURFACE}`);
    await createReport(mine, scheduled());
    expect((await world.remove('mine')).status).toBe(204);
    expect(await world.list()).toMatchObject({ sandboxes: [{ name: 'default' }] });
    expect((await world.remove('mine')).status).toBe(404);
    expect((await mine.getReports()).body.value).toEqual([]);
    expect(await world.list()).toMatchObject({ sandboxes: [{ name: 'default' }, { name: 'mine', seed: 1 }] });
  });

  test('is made by PUT also where none is made on first use', async () => {
    await using world = await start({ autoCreateSandboxes: false });
    const partner = new Partner(`${world.url}/sandbox/mine${SURFACE}`);
    expect((await partner.getReports()).status).toBe(404);
    await world.put('mine');
    expect((await partner.getReports()).status).toBe(200);
  });

  test('has a name in which letters count as they are', async () => {
    await using world = await start();
    await world.put('Mine', { seed: 5 });
    expect((await world.put('mine', { seed: 6 })).status).toBe(201);
    expect(await world.list()).toMatchObject({
      sandboxes: [{ name: 'default' }, { name: 'Mine', seed: 5 }, { name: 'mine', seed: 6 }],
    });
  });

  test('that is removed in the middle of an advance ends it', async () => {
    await using world = await start();
    await using receiver = await receiveCallbacks(() => new Promise(() => {}));
    const mine = world.emulator.sandbox('mine');
    await createReport(new Partner(`${mine.url}${SURFACE}`), executeNow({ CallbackUrl: receiver.url }));
    const advance = expect(mine.clock.advance(10)).rejects.toThrow('was reset or closed');
    while (receiver.received.length === 0) await new Promise(setImmediate);
    await world.remove('mine');
    await advance;
  });

  test.each([
    [{ seed: -1 }, '/seed'],
    [{ seeds: 1 }, "did you mean 'seed'"],
    [{ clock: { mode: 'fast' } }, '/clock/mode'],
    [{ clock: { now: 'today' } }, '/clock/now'],
    [{ customers: 1e9, queueTime: 'P1M' }, '/queueTime'],
    [{ port: 1 }, '/port'],
    [[], 'object'],
    ['"text"', 'object'],
    ['{', 'JSON'],
  ])('is refused with %j, with the place', async (body, place) => {
    await using world = await start();
    const answer = await world.put('mine', Array.isArray(body) ? JSON.stringify(body) : body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(place);
    expect(await world.list()).toMatchObject({ sandboxes: [{ name: 'default' }] });
  });

  test.each(['-a', 'a%2Fb', '..%2f', 'a'.repeat(65), '%C3%A4'])('can not be called %s', async (name) => {
    await using world = await start();
    for (const answer of [await world.put(name), await world.remove(name)]) {
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest' } } });
    }
  });

  test('is one of 10,000 at most', async () => {
    await using world = await start();
    for (let i = 1; i < 10_000; i++) world.emulator.sandbox(`s${i}`);
    expect(await world.put('one-more')).toMatchObject({
      status: 429,
      body: { error: { code: 'LimitReached' } },
    });
    const partner = new Partner(`${world.url}/sandbox/one-more${SURFACE}`);
    expect(await partner.getReports()).toBeRefused(429, 'Limit of the emulator reached', 'bound.reached');
    await world.remove('s1');
    expect((await world.put('one-more')).status).toBe(201);
    // Whatever there is, requests that name none are served.
    await world.remove('default');
    expect((await world.put('another')).status).toBe(201);
    expect((await world.partner.getReports()).status).toBe(200);
    expect((await world.put('yet-another')).status).toBe(429);
  }, 60_000);
});
