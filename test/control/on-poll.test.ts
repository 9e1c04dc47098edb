import { receiveCallbacks } from '../support/callback-receiver.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest, type WorldOptions } from '../support/start-for-test.ts';

const EVERY_STATUS = { executionStatus: 'Pending;Running;Paused;Completed' };
const NEXT_DAY = '2026-01-16T00:00:00Z';

describe('polling on an onPoll clock', () => {
  test('shows an unchanged client Pending, Running, Completed on successive polls', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow());
    const statuses: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      const [execution] = (await world.partner.getExecutions(reportId, EVERY_STATUS)).body.value;
      statuses.push(execution?.executionStatus);
    }
    expect(statuses).toEqual(['Pending', 'Running', 'Completed', 'Completed', 'Completed']);
  });

  test('also by polls that are answered 404, without waiting for days to pass', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled());
    expect(await world.partner.getExecutions(reportId)).toBeRefused(404, 'There are no executions');
    expect(world.now()).toBe('2026-01-16T00:00:01Z');
    expect(await world.partner.getExecutions(reportId)).toBeRefused(404, 'There are no executions');
    expect(world.now()).toBe('2026-01-16T00:00:03Z');
    expect((await world.partner.getExecutions(reportId)).body.value).toMatchObject([
      { executionStatus: 'Completed', reportGeneratedTime: '2026-01-16T00:00:03Z' },
    ]);
    expect(world.now()).toBe('2026-01-16T00:00:03Z');
  });

  test('answers as things stood before the move', async () => {
    await using world = await start({ executionDefault: 'any' });
    const reportId = await createReport(world.partner, scheduled());
    const [execution] = (await world.partner.getExecutions(reportId)).body.value;
    expect(execution).toMatchObject({ executionStatus: 'Pending', reportGeneratedTime: null });
    expect(world.now()).toBe('2026-01-16T00:00:01Z');
  });

  test('moves to the earliest transition of the reports named, and lets the others have theirs on the way', async () => {
    await using world = await start();
    const soon = await createReport(world.partner, scheduled());
    const later = await createReport(world.partner, scheduled({ StartTime: '2026-01-20T00:00:00Z' }));
    await world.partner.getExecutions(`${later};${soon}`);
    expect(world.now()).toBe('2026-01-16T00:00:01Z');
    await world.partner.getExecutions(later);
    expect(world.now()).toBe('2026-01-20T00:00:01Z');
    const done = await world.partner.getExecutions(soon, { getLatestExecution: 'false' });
    expect(done.body.value).toHaveLength(4);
    expect(world.now()).toBe('2026-01-20T00:00:01Z');
  });

  test('moves for the known ones when others of the reports named are unknown', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled());
    await world.partner.getExecutions(`unknown;${reportId};${reportId}`);
    expect(world.now()).toBe('2026-01-16T00:00:01Z');
  });

  test('goes by the answer: what completed but was filtered out moves too', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled());
    await world.sandbox.clock.advanceTo('2026-01-16T12:00:00Z');
    await world.partner.getExecutions(reportId, { executionStatus: 'Pending' });
    expect(world.now()).toBe('2026-01-17T00:00:01Z');
    await world.partner.getExecutions(reportId, { executionId: 'no-such-one' });
    expect(world.now()).toBe('2026-01-17T00:00:03Z');
  });

  test('runs at once what was due already', async () => {
    await using world = await start({ queueTime: 0 });
    const reportId = await createReport(world.partner, executeNow());
    await world.partner.getExecutions(reportId);
    expect(world.now()).toBe(START);
    const polled = await world.partner.getExecutions(reportId, { executionStatus: 'Running' });
    expect(polled.body.value).toHaveLength(1);
    expect(world.now()).toBe('2026-01-15T00:00:02Z');
  });

  test.each([
    ['an unknown status', {}, { executionStatus: 'Done' }],
    ['a switch that is neither true nor false', {}, { getLatestExecution: 'maybe' }],
    ['no token', { Authorization: '' }, {}],
    ['a token without a role', { Authorization: `Bearer ${tokenWithRoles(['Reader'])}` }, {}],
  ])('moves nothing when the call is refused: %s', async (_, headers, query) => {
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow());
    const answer = await world.partner
      .as({ ...world.partner.headers, ...headers })
      .getExecutions(reportId, query);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(world.now()).toBe(START);
  });

  test('moves nothing for unknown reports, paused ones, and those that are over', async () => {
    await using world = await start();
    const paused = await createReport(world.partner, scheduled());
    await world.partner.pauseReport(paused);
    expect(await world.partner.getExecutions('unknown')).toBeRefused(404, 'No item found');
    expect(await world.partner.getExecutions(paused)).toBeRefused(404, 'There are no executions');
    const over = await createReport(world.partner, executeNow());
    await world.sandbox.clock.advance(60);
    await world.partner.getExecutions(over, { executionStatus: 'Running' });
    expect(world.now()).toBe('2026-01-15T00:01:00Z');
  });

  test('is the only kind of request that moves it', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow());
    await world.partner.getReports({ reportId });
    await world.partner.getQueries();
    await new ControlPlane(world.emulator.url).getClock();
    expect(world.now()).toBe(START);
  });

  test('moves nothing on a frozen clock', async () => {
    await using world = await start({ clock: { mode: 'frozen', now: START } });
    const reportId = await createReport(world.partner, executeNow());
    await world.partner.getExecutions(reportId);
    expect(world.now()).toBe(START);
  });

  test('moves nothing while an advance runs', async () => {
    await using receiver = await receiveCallbacks(async () => {
      await world.partner.getExecutions(other, EVERY_STATUS);
      await world.partner.getExecutions(other, EVERY_STATUS);
      seen.push(world.now());
    });
    const seen: string[] = [];
    await using world = await start();
    await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    const other = await createReport(world.partner, scheduled());
    await world.sandbox.clock.advance(60);
    expect(seen).toEqual(['2026-01-15T00:00:03Z']);
    expect(world.now()).toBe('2026-01-15T00:01:00Z');
  });

  test('sends callbacks on its way, and a receiver that hangs keeps no poll from moving', async () => {
    await using receiver = await receiveCallbacks(() => new Promise(() => {}));
    await using world = await start();
    const first = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    const second = await createReport(world.partner, scheduled());
    await world.partner.getExecutions(first);
    await world.partner.getExecutions(first);
    expect((await world.partner.getExecutions(first)).status).toBe(200);
    await world.partner.getExecutions(second);
    expect(world.now()).toBe('2026-01-16T00:00:01Z');
    expect(world.sandbox.callbacks()).toMatchObject([{ state: 'inFlight' }]);
    expect(await world.sandbox.clock.advanceTo('2026-01-16T00:00:03Z')).toMatchObject({ completed: 1 });
  });

  test('sends callbacks also to a host that was given up in an advance before', async () => {
    let hangs = true;
    await using receiver = await receiveCallbacks(() => (hangs ? new Promise(() => {}) : undefined));
    await using world = await start({ callbackTimeout: 0.05, callbackRetry: [] });
    const body = executeNow({ CallbackUrl: receiver.url });
    for (let i = 0; i < 4; i++) await createReport(world.partner, body);
    expect(await world.sandbox.clock.advance(3)).toMatchObject({ callbacks: { failed: 4 } });
    hangs = false;
    const reportId = await createReport(world.partner, body);
    for (let i = 0; i < 3; i++) await world.partner.getExecutions(reportId);
    const delivery = await world.sandbox.waitForCallback(reportId);
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ status: 200, error: null }] });
    expect(receiver.received.at(-1)?.target).toBe(`/${reportId}`);
  });

  test('gives a host that hangs its chance at every poll: time-outs count in advances only', async () => {
    await using receiver = await receiveCallbacks(() => new Promise(() => {}));
    await using world = await start({ callbackTimeout: 0.05, callbackRetry: [] });
    for (let i = 0; i < 5; i++) {
      const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
      for (let poll = 0; poll < 3; poll++) await world.partner.getExecutions(reportId);
      await expect(world.sandbox.waitForCallback(reportId)).rejects.toThrow('no answer within');
    }
    expect(receiver.received).toHaveLength(5);
  });

  test('moves nothing when too much would happen on the way', async () => {
    await using world = await start({ minStartLead: 0 });
    const often = scheduled({ RecurrenceInterval: 4 });
    for (let i = 0; i < 160; i++) await createReport(world.partner, often);
    const far = await createReport(world.partner, scheduled({ StartTime: '2100-01-01T00:00:00Z' }));
    expect(await world.partner.getExecutions(far)).toBeRefused(404, 'There are no executions');
    expect((await world.partner.getExecutions(far, EVERY_STATUS)).status).toBe(200);
    expect(world.now()).toBe(START);
    const near = await createReport(world.partner, executeNow());
    await world.partner.getExecutions(near);
    expect(world.now()).toBe('2026-01-15T00:00:01Z');
  });

  test('takes the clock to the 90 days of an interval and the end of a report', async () => {
    await using world = await start();
    const reportId = await createReport(
      world.partner,
      scheduled({ StartTime: NEXT_DAY, RecurrenceInterval: 2160, RecurrenceCount: 2 }),
    );
    for (let i = 0; i < 10; i++) await world.partner.getExecutions(reportId, { executionStatus: 'Running' });
    expect(world.now()).toBe('2026-04-16T00:00:03Z');
    expect((await world.partner.getReports({ reportId })).body.value).toMatchObject([
      { reportStatus: 'Inactive' },
    ]);
  });
});

async function start({ clock = { mode: 'onPoll', now: START }, ...options }: WorldOptions = {}) {
  const world = await startForTest({ clock, ...options });
  return { ...world, now: () => world.sandbox.clock.get().now };
}

function tokenWithRoles(roles: readonly string[]): string {
  return `e30.${Buffer.from(JSON.stringify({ roles })).toString('base64url')}.x`;
}
