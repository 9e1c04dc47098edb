import type { Page } from 'playwright-core';
import { startForTest, SURFACE } from '../support/start-for-test.ts';
import { buildPackage } from '../support/built-package.ts';
import { describeInBrowser } from './browser.ts';

// The files of Swagger UI are put beside the bundle by the build.
beforeAll(buildPackage, 120_000);

describeInBrowser('Swagger UI', (open) => {
  test('tries out reads, writes and paths with an id in the sandbox of its address, with no token to be found first', async () => {
    await using world = await startForTest();
    const sandbox = world.emulator.sandbox('tried');
    await using tab = await open(`${sandbox.url}${SURFACE}/swagger/index.html`);
    const { page } = tab;

    const query = await execute(page, 'Queries-CreateReportQuery');
    expect(query).toContain('Query created successfully');
    const report = await execute(page, 'Reports-CreateReport');
    const reportId = /"reportId": "([^"]+)"/.exec(report)?.[1] ?? '';
    await sandbox.clock.advance('PT3S');
    expect(await execute(page, 'Executions-GetReportExecutions', { reportId })).toContain(
      '"executionStatus": "Completed"',
    );

    expect(sandbox.requests().map(({ operation, status }) => [operation, status])).toEqual([
      ['CreateReportQuery', 200],
      ['CreateReport', 200],
      ['GetReportExecutions', 200],
    ]);
    expect(tab.mishaps).toEqual([]);
  });

  test('keeps a token of the reader’s own', async () => {
    await using world = await startForTest({ auth: 'strict' });
    await using tab = await open(`${world.emulator.url}${SURFACE}/swagger/index.html`);
    const { page } = tab;
    const schema = { type: 'http', scheme: 'bearer' };
    // As its dialog "Authorize" keeps it.
    const kept = { bearer: { name: 'bearer', schema, value: await world.sandbox.token() } };
    await page.evaluate(`localStorage.setItem('authorized', JSON.stringify(${JSON.stringify(kept)}))`);
    await page.reload();
    expect(await execute(page, 'Datasets-GetAllDatasets')).toContain('"statusCode": 200');
    expect(tab.mishaps).toEqual([]);
  });
});

/** What an operation answers to what stands in its form already, but for `parameters`. */
async function execute(
  page: Page,
  id: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const operation = page.locator(`#operations-${id}`);
  await operation.locator('.opblock-summary-control').click();
  for (const [name, value] of Object.entries(parameters))
    await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
  await operation.locator('.execute').click();
  return operation.locator('.live-responses-table .highlight-code').first().innerText();
}
