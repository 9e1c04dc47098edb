/**
 * The emulator with Playwright's APIRequestContext; a worker has its own emulator, a test its own sandbox.
 *
 *     npx playwright test playwright.spec.mjs
 */
import { test as base, expect } from '@playwright/test';
import { startEmulator } from 'partner-center-insights-emulator';

const test = base.extend({
  emulator: [
    // Playwright reads from the pattern that this fixture needs no other.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const emulator = await startEmulator({
        port: 0,
        clock: { mode: 'frozen', now: '2026-01-15T12:00:00Z' },
      });
      await use(emulator);
      await emulator.close();
    },
    { scope: 'worker' },
  ],
  sandbox: async ({ emulator }, use, { testId }) => use(emulator.sandbox(testId)),
});

test('a nightly report has seven files after a week', async ({ request, sandbox }) => {
  const created = await request.post(`${sandbox.url}/insights/v1/mpn/ScheduledReport`, {
    headers: { Authorization: 'Bearer any' },
    data: {
      ReportName: 'Nightly',
      QueryId: '6664daf3-c161-423a-92a1-0ea6db2c0384', // a system query
      StartTime: '2026-01-16T02:00:00Z',
      RecurrenceInterval: 24,
    },
  });
  expect(created.ok()).toBe(true);
  expect((await sandbox.clock.advance('P7D')).completed).toBe(7);
});
