/**
 * The emulator in a Jest test file: one emulator for the file, a sandbox for each test.
 *
 *     npx jest jest.test.cjs
 */
const { afterAll, beforeAll, expect, test } = require('@jest/globals');
const { startEmulator } = require('partner-center-insights-emulator');

const QUERY_ID = '6664daf3-c161-423a-92a1-0ea6db2c0384'; // a system query
let emulator;

beforeAll(async () => {
  emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: '2026-01-15T12:00:00Z' } });
});
afterAll(() => emulator.close());

test('a report that runs now has a file, and nobody has slept', async () => {
  const sandbox = emulator.sandbox('jest-file');
  const reportId = await createReport(sandbox, { ReportName: 'Once', QueryId: QUERY_ID, ExecuteNow: true });

  const { reportAccessSecureLink } = await sandbox.waitForExecution(reportId);

  expect(await (await fetch(reportAccessSecureLink)).text()).toMatch(/^PGAMpnId,MpnId,/);
});

test('the client is told what it did wrong, and the journal shows what it sent', async () => {
  const sandbox = emulator.sandbox('jest-journal');

  await expect(createReport(sandbox, { ReportName: 'No query' })).rejects.toThrow('Null or missing value');

  expect(sandbox.requests({ status: '4xx' })).toMatchObject([
    { operation: 'CreateReport', requestBody: '{"ReportName":"No query"}' },
  ]);
});

/** Stands for your own client, which would get `url` as the address of the service. */
async function createReport({ url }, report) {
  const response = await fetch(`${url}/insights/v1/mpn/ScheduledReport`, {
    method: 'POST',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: JSON.stringify(report),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer.value[0].reportId;
}
