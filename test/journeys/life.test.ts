import { startForTest } from '../support/start-for-test.ts';
import { createReport, scheduled } from '../support/payloads.ts';

test('a scheduled report goes Pending, Running, Completed, and the next execution is ahead', async () => {
  await using world = await startForTest();
  const { partner, sandbox } = world;
  const reportId = await createReport(partner, scheduled({ RecurrenceCount: 2 }));
  const statuses = async () =>
    (
      await partner.getExecutions(reportId, {
        executionStatus: 'Pending;Running;Completed',
        getLatestExecution: 'false',
      })
    ).body.value.map((one) => one.executionStatus);
  expect(await statuses()).toEqual(['Pending']);
  await sandbox.clock.advance('P1D');
  expect(await statuses()).toEqual(['Pending']);
  await sandbox.clock.advance(1);
  expect(await statuses()).toEqual(['Pending', 'Running']);
  expect(await sandbox.clock.advance(2)).toMatchObject({ transitions: 1, completed: 1 });
  expect(await statuses()).toEqual(['Pending', 'Completed']);
  await sandbox.clock.advance('P1D');
  expect(await statuses()).toEqual(['Completed', 'Completed']);
  expect((await partner.getReports({ reportId })).body.value[0]?.reportStatus).toBe('Inactive');
});
