import { receiveCallbacks } from '../support/callback-receiver.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE } from '../support/start-for-test.ts';

const RUNNING = { mode: 'running', now: START, rate: 1 } as const;

describe('waiting for an execution', () => {
  test('advances a clock that stands, no further than it must', async () => {
    await using world = await startForTest();
    const { sandbox, partner } = world;
    const reportId = await createReport(partner, scheduled());
    const pending = await sandbox.waitForExecution(reportId, 'Pending');
    expect(sandbox.clock.get().now).toBe(START);
    expect(await sandbox.waitForExecution(reportId, 'Running')).toMatchObject({
      executionId: pending.executionId,
    });
    expect(sandbox.clock.get().now).toBe('2026-01-16T00:00:01Z');
    const completed = await sandbox.waitForExecution(reportId);
    expect(completed).toMatchObject({
      executionId: pending.executionId,
      reportGeneratedTime: '2026-01-16T00:00:03Z',
    });
    expect(sandbox.clock.get().now).toBe('2026-01-16T00:00:03Z');
    expect((await fetch(completed.reportAccessSecureLink ?? '')).status).toBe(200);
    expect(completed).toEqual((await partner.getExecutions(reportId)).body.value[0]);
  });

  test('may be for a certain one, and for several reports at once', async () => {
    await using world = await startForTest({ clock: { mode: 'onPoll', now: START } });
    const { sandbox, partner } = world;
    const first = await createReport(partner, scheduled());
    const second = await createReport(partner, executeNow());
    await sandbox.waitForExecution(second);
    const { executionId } = sandbox.run(second);
    const [, extra] = await Promise.all([
      sandbox.waitForExecution(first),
      sandbox.waitForExecution(second, 'Completed', { executionId: executionId.toUpperCase() }),
    ]);
    expect(extra.executionId).toBe(executionId);
  });

  test('follows a running clock without asking it again and again', async () => {
    await using world = await startForTest({ clock: RUNNING, queueTime: 0.02, runTime: 0.03 });
    const reportId = await createReport(world.partner, executeNow());
    const completed = await world.sandbox.waitForExecution(reportId);
    expect(completed.executionStatus).toBe('Completed');
  });

  test('gives up on a running clock after a while, and tells what has not come', async () => {
    await using world = await startForTest({ clock: RUNNING, queueTime: 3600 });
    const reportId = await createReport(world.partner, executeNow());
    await expect(world.sandbox.waitForExecution(reportId, 'Running', { timeout: 0.02 })).rejects.toThrow(
      `After 0.02 no execution of report ${reportId} is Running`,
    );
  });

  test('rejects as soon as it can not come any more', async () => {
    await using world = await startForTest();
    const { sandbox, partner } = world;
    const reportId = await createReport(partner, scheduled());
    await partner.pauseReport(reportId);
    await expect(sandbox.waitForExecution(reportId)).rejects.toThrow('nothing more is to come');
    await partner.resumeReport(reportId);
    await expect(sandbox.waitForExecution(reportId, 'Completed', { within: 'PT1H' })).rejects.toThrow(
      '2026-01-16T00:00:01Z',
    );
    expect(sandbox.clock.get().now).toBe(START);
    await expect(sandbox.waitForExecution(reportId, 'Paused', { within: 'P3D' })).rejects.toThrow(
      'is Paused',
    );
    await expect(sandbox.waitForExecution('none')).rejects.toThrow("no report 'none'");
    await expect(sandbox.waitForExecution(reportId, 'Completed', { timeout: -1 })).rejects.toThrow('timeout');
  });

  test('ends with the sandbox', async () => {
    await using world = await startForTest({ clock: RUNNING, queueTime: 3600 });
    const reportId = await createReport(world.partner, executeNow());
    const waiting = expect(world.sandbox.waitForExecution(reportId)).rejects.toThrow('no report');
    world.sandbox.reset();
    await waiting;
    const again = await createReport(world.partner, executeNow());
    const closed = expect(world.sandbox.waitForExecution(again)).rejects.toThrow('The emulator is closed');
    await world.emulator.close();
    await closed;
  });
});

describe('waiting for a callback', () => {
  test('advances through the report and the retries', async () => {
    let refusals = 2;
    await using receiver = await receiveCallbacks(() => {
      if (refusals-- > 0) throw new Error('not now');
    });
    await using world = await startForTest();
    const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    const delivery = await world.sandbox.waitForCallback(reportId);
    expect(delivery).toMatchObject({
      state: 'delivered',
      attempts: [{ status: 500 }, { status: 500 }, { status: 200 }],
    });
    expect(world.sandbox.clock.get().now).toBe('2026-01-15T00:01:13Z');
  });

  test('rejects when it has failed for good, or none is to be sent', async () => {
    await using receiver = await receiveCallbacks(() => {
      throw new Error('never');
    });
    await using world = await startForTest();
    const reportId = await createReport(world.partner, executeNow({ CallbackUrl: receiver.url }));
    await expect(world.sandbox.waitForCallback(reportId)).rejects.toThrow('was failed: 500');
    const silent = await createReport(world.partner, executeNow());
    await expect(world.sandbox.waitForCallback(silent)).rejects.toThrow('nothing more is to come');
  });

  test('follows a running clock', async () => {
    await using world = await startForTest({ clock: RUNNING, queueTime: 0, runTime: 0 });
    const CallbackUrl = `${world.emulator.url}/_emulator/inbox`;
    const reportId = await createReport(world.partner, executeNow({ CallbackUrl: `${CallbackUrl}/x` }));
    await world.sandbox.waitForCallback(reportId);
    expect(world.sandbox.inbox()).toMatchObject([{ reportId, path: `/x/${reportId}` }]);
  });
});

describe('the emulator', () => {
  test('makes sandboxes with options of their own, and lists them', async () => {
    await using world = await startForTest();
    const mine = world.emulator.createSandbox('mine', { seed: 9, auth: 'off' });
    expect(world.emulator.createSandbox('mine', { seed: 9, auth: 'off' }).name).toBe('mine');
    expect(() => world.emulator.createSandbox('mine')).toThrow('seed, auth');
    expect(() => world.emulator.createSandbox('other', { seed: -1 })).toThrow('seed');
    expect(world.emulator.sandboxes()).toMatchObject([
      { name: 'default' },
      { name: 'mine', seed: 9, url: mine.url },
    ]);
    expect((await new Partner(`${mine.url}${SURFACE}`, {}).getReports()).status).toBe(200);
  });

  test('gives tokens and the journal of a sandbox', async () => {
    await using world = await startForTest();
    const mine = world.emulator.sandbox('mine');
    const token = await mine.token({ role: 'ReportViewer', user: 'me@contoso.example' });
    await world.partner.as({ Authorization: `Bearer ${token}` }).createQuery({ Name: 'Names', Query: QUERY });
    await expect(mine.token({ expiresIn: 'never' })).rejects.toThrow('expiresIn');
    expect(mine.requests({ operation: 'CreateReportQuery' })).toMatchObject([
      { number: 1, status: 200, responseBody: expect.stringContaining('me@contoso.example') },
    ]);
    expect(mine.requests({ status: 404 })).toEqual([]);
    expect(() => mine.requests({ limit: 0 })).toThrow('limit');
  });
});
