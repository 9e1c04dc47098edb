/**
 * The emulator with Node's own test runner, closed by `after`; a sandbox with other data than its neighbours.
 *
 *     node --test examples/recipes/node.test.mjs
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEmulator } from 'partner-center-insights-emulator';

let emulator;
before(async () => {
  emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: '2026-01-15T12:00:00Z' } });
});
after(() => emulator.close());

test('a viewer sees no revenue', async () => {
  const sandbox = emulator.createSandbox('node-viewer', { seed: 7, customers: 20 });
  const token = await sandbox.token({ role: 'ReportViewer', user: 'viewer@contoso.example' });
  const query = new URLSearchParams({
    exportQuery: 'SELECT CustomerName, BilledRevenueUSD FROM CustomersAndTenants LIMIT 3',
  });

  // The token says which sandbox is meant: no prefix, no header.
  const answer = await fetch(`${emulator.url}/insights/v1/mpn/ScheduledQueries/testQueryResult?${query}`, {
    headers: { Authorization: `Bearer ${token}` },
  });

  const { value, dataRedacted } = await answer.json();
  assert.equal(dataRedacted, true);
  assert.deepEqual(
    value.map(({ BilledRevenueUSD }) => BilledRevenueUSD),
    [null, null, null],
  );
});
