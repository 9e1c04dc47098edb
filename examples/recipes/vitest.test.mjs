/**
 * The emulator in a Vitest test file: test files run in parallel, each with an emulator on a free port of its own.
 *
 *     npx vitest run --dir examples/recipes vitest
 */
import { startEmulator } from 'partner-center-insights-emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';

const QUERY_ID = '6664daf3-c161-423a-92a1-0ea6db2c0384'; // a system query
let emulator;

beforeAll(async () => {
  emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: '2026-01-15T12:00:00Z' } });
});
afterAll(() => emulator.close());

test('the callback of a report arrives, after a retry', async () => {
  const sandbox = emulator.sandbox('vitest-callback');
  const CallbackUrl = `${sandbox.url}/_emulator/inbox/ready`;
  const response = await fetch(`${sandbox.url}/insights/v1/mpn/ScheduledReport`, {
    method: 'POST',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: JSON.stringify({ ReportName: 'Once', QueryId: QUERY_ID, ExecuteNow: true, CallbackUrl }),
  });
  const { reportId } = (await response.json()).value[0];

  await sandbox.waitForCallback(reportId);

  expect(sandbox.inbox()).toMatchObject([{ method: 'POST', path: `/ready/${reportId}` }]);
});
