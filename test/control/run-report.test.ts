import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest, type WorldOptions } from '../support/start-for-test.ts';

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  const control = new ControlPlane(world.emulator.url);
  const { partner } = world;
  return {
    ...world,
    run: (reportId: string) => control.ask('RunReport', 'POST', `reports/${reportId}/run`),
    statusOf: async (reportId: string) =>
      (await partner.getReports({ reportId })).body.value[0]?.reportStatus,
    executions: async (reportId: string) => {
      const all = { getLatestExecution: 'false', executionStatus: 'Pending;Running;Paused;Completed' };
      const { body } = await partner.getExecutions(reportId, all);
      return body.value.map(({ executionId, executionStatus }) => ({ executionId, executionStatus }));
    },
  };
}

describe('a report that is run once more', () => {
  test('has an execution that is due now and goes Pending, Running, Completed, with a file and a callback', async () => {
    await using world = await start();
    const CallbackUrl = `${world.emulator.url}/_emulator/inbox/x`;
    const reportId = await createReport(world.partner, scheduled({ CallbackUrl }));
    const { body } = await world.run(reportId);
    expect(body).toEqual({
      executionId: expect.any(String),
      reportId,
      executionStatus: 'Pending',
      dueTime: START,
    });
    const seen: unknown[] = [];
    for (const seconds of [0, 1, 2]) {
      await world.sandbox.clock.advance(seconds);
      seen.push((await world.executions(reportId)).map(({ executionStatus }) => executionStatus));
    }
    expect(seen).toEqual([
      ['Pending', 'Pending'],
      ['Pending', 'Running'],
      ['Pending', 'Completed'],
    ]);
    const latest = (await world.partner.getExecutions(reportId)).body.value[0];
    expect(latest?.executionId).toBe((body as { executionId: string }).executionId);
    expect((await fetch(latest?.reportAccessSecureLink ?? '')).status).toBe(200);
    expect(world.sandbox.inbox()).toMatchObject([{ reportId }]);
  });

  test('runs on its schedule as if nothing had been, and as often', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled({ RecurrenceCount: 2 }));
    await world.run(reportId);
    const day = await world.sandbox.clock.advance('P1DT12H');
    expect(day.completed).toBe(2);
    expect(await world.statusOf(reportId)).toBe('Active');
    await world.run(reportId);
    expect((await world.sandbox.clock.advance('P10D')).completed).toBe(2);
    expect(await world.statusOf(reportId)).toBe('Inactive');
  });

  test.each(['Paused', 'Inactive'])('stays %s', async (status) => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled({ RecurrenceCount: 1 }));
    if (status === 'Paused') await world.partner.pauseReport(reportId);
    else await world.sandbox.clock.advance('P2D');
    await world.run(reportId);
    expect(await world.statusOf(reportId)).toBe(status);
    expect(await world.sandbox.clock.advance(3)).toMatchObject({ transitions: 2, completed: 1 });
    expect(await world.statusOf(reportId)).toBe(status);
  });

  test('becomes Inactive with its last execution of the schedule, not with the extra one', async () => {
    await using world = await start({ runTime: 60 });
    const reportId = await createReport(world.partner, scheduled({ RecurrenceCount: 1 }));
    await world.sandbox.clock.advanceTo('2026-01-15T23:59:30Z');
    await world.run(reportId);
    await world.sandbox.clock.advanceTo('2026-01-16T00:00:31Z');
    expect(await world.statusOf(reportId)).toBe('Active');
    await world.run(reportId);
    await world.sandbox.clock.advanceTo('2026-01-16T00:01:01Z');
    expect(await world.statusOf(reportId)).toBe('Inactive');
    expect((await world.sandbox.clock.advance(60)).completed).toBe(1);
  });

  test('may be an ExecuteNow report, run several times at once', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow());
    const ids = [await world.run(reportId), await world.run(reportId)].map(
      ({ body }) => (body as { executionId: string }).executionId,
    );
    await world.sandbox.clock.advance(3);
    const executions = await world.executions(reportId);
    expect(executions).toHaveLength(3);
    expect(executions.map(({ executionId }) => executionId)).toEqual(expect.arrayContaining(ids));
    expect(new Set(executions.map(({ executionId }) => executionId)).size).toBe(3);
  });

  test('takes its extra execution with it when it is deleted', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled());
    await world.run(reportId);
    await world.partner.deleteReport(reportId);
    expect((await world.sandbox.clock.advance('P2D')).transitions).toBe(0);
  });

  test('is paused, resumed and updated beside it', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled());
    await world.run(reportId);
    await world.partner.pauseReport(reportId);
    await world.partner.resumeReport(reportId);
    await world.partner.updateReport(reportId, { ReportName: 'Later', StartTime: '2026-01-17T00:00:00Z' });
    expect((await world.sandbox.clock.advance('P1D')).completed).toBe(1);
    expect((await world.sandbox.clock.advance('P1DT1M')).completed).toBe(1);
  });

  test('is shown to a poll that moves the clock', async () => {
    await using world = await start({ clock: { mode: 'onPoll', now: START } });
    const reportId = await createReport(world.partner, scheduled());
    await world.run(reportId);
    await world.partner.getExecutions(reportId);
    await world.partner.getExecutions(reportId);
    expect((await world.partner.getExecutions(reportId)).status).toBe(200);
    expect(world.sandbox.clock.get().now).toBe('2026-01-15T00:00:03Z');
  });

  test('must be there', async () => {
    await using world = await start();
    expect(await world.run('7b0f1fe4-93a6-4a4b-9a55-2f3c1f4b7d10')).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound', message: expect.stringContaining('7b0f1fe4') } },
    });
  });
});
