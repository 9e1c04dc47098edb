import { receiveCallbacks } from '../support/callback-receiver.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest } from '../support/start-for-test.ts';

test('a report completes and its callback is sent by themselves, without any request', async () => {
  const arrived = arrival();
  await using receiver = await receiveCallbacks(arrived.happens);
  await using world = await startForTest({
    clock: { mode: 'running' },
    queueTime: 'PT0.05S',
    runTime: 'PT0.05S',
  });
  const startedAt = performance.now();
  const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
  await arrived.promise;
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
  expect((await world.partner.getExecutions(reportId)).status).toBe(200);
});

test('days pass in moments at a high rate, and every occurrence is run at its own time', async () => {
  const arrived = arrival(5);
  await using receiver = await receiveCallbacks(arrived.happens);
  await using world = await startForTest({ clock: { mode: 'running', now: START, rate: 1_000_000 } });
  const reportId = await createReport(
    world.partner,
    scheduled({
      StartTime: '2026-02-01T00:00:00Z',
      RecurrenceInterval: 48,
      RecurrenceCount: 5,
      CallbackUrl: receiver.url,
    }),
  );
  await arrived.promise;
  const { value } = (await world.partner.getExecutions(reportId, { getLatestExecution: 'false' })).body;
  expect(value.map(({ reportGeneratedTime }) => reportGeneratedTime)).toEqual(
    ['09', '07', '05', '03', '01'].map((day) => `2026-02-${day}T00:00:03Z`),
  );
  expect((await world.partner.getReports({ reportId })).body.value).toMatchObject([
    { reportStatus: 'Inactive' },
  ]);
});

test('a report that is due is seen as it is at the moment of the request', async () => {
  await using world = await startForTest({
    clock: { mode: 'running', now: START, rate: 1_000_000 },
    queueTime: 'P2D',
    runTime: 'P2D',
  });
  const reportId = await createReport(world.partner, executeNow());
  const overAt = world.sandbox.clock.now().getTime() + 4 * 86_400_000;
  const seen = new Set<string | undefined>();
  const all = { executionStatus: 'Pending;Running;Completed' };
  while (!seen.has('Completed')) {
    const before = world.sandbox.clock.now().getTime();
    const [execution] = (await world.partner.getExecutions(reportId, all)).body.value;
    seen.add(execution?.executionStatus);
    if (before >= overAt) expect(execution?.executionStatus).toBe('Completed');
  }
});

describe('an advance of a clock that runs fast', () => {
  test('takes it from one moment to another by exactly what was asked for', async () => {
    await using world = await startForTest({ clock: { mode: 'running', now: START, rate: 1_000_000 } });
    const control = new ControlPlane(world.emulator.url);
    for (const by of [0, 1, 3600, 'P1D', 59]) {
      const before = world.sandbox.clock.now().getTime();
      const { from, to } = await world.sandbox.clock.advance(by);
      const seconds = by === 'P1D' ? 86_400 : Number(by);
      expect(Date.parse(to) - Date.parse(from)).toBe(seconds * 1000);
      expect(Date.parse(from)).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
      expect(world.sandbox.clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse(to));
    }
    const there = await world.sandbox.clock.advanceTo('2090-01-01T00:00:00Z');
    expect(there.to).toBe('2090-01-01T00:00:00Z');
    expect(Date.parse(there.from)).toBeLessThan(Date.parse(there.to));
    expect((await control.getClock()).body).toMatchObject({ mode: 'running', rate: 1_000_000 });
  });

  test.each([
    ['an unreadable duration', { by: 'soon' }, 400],
    ['more than there is', { by: 'P99999999D' }, 400],
    ['a moment that has passed', { to: '2020-01-01T00:00:00Z' }, 409],
    ['a moment beyond the end', { to: '2101-01-01T00:00:00Z' }, 400],
  ])('leaves it as it goes when it is refused: %s', async (_, body, status) => {
    await using world = await startForTest({ clock: { mode: 'running', now: START, rate: 500_000 } });
    const control = new ControlPlane(world.emulator.url);
    expect((await control.advance(body)).status).toBe(status);
    expect((await control.getClock()).body).toMatchObject({ mode: 'running', rate: 500_000 });
    const before = world.sandbox.clock.now().getTime();
    while (world.sandbox.clock.now().getTime() === before) await new Promise(setImmediate);
  });
});

/** Settles once something has happened so often. */
function arrival(times = 1) {
  let happened = 0;
  let settle: () => void = () => {};
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return {
    promise,
    happens: (): void => {
      if (++happened === times) settle();
    },
  };
}
