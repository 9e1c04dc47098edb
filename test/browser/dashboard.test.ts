import { createReport, executeNow } from '../support/payloads.ts';
import { startForTest } from '../support/start-for-test.ts';
import { describeInBrowser } from './browser.ts';

const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

describeInBrowser('the dashboard', (open) => {
  test('creates a report, lets a day pass, shows the file and gives the request as curl', async () => {
    await using world = await startForTest();
    await using tab = await open(`${world.emulator.url}/#/reports`);
    const { page } = tab;
    await page.getByRole('button', { name: 'New report' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Create report' }).click();
    await form.getByText('Null or missing value - ReportName must be given').waitFor();
    await form.getByLabel('Name *').fill(HOSTILE);
    await form.getByLabel('Start').fill('2026-01-15T01:00:00Z');
    await form.getByRole('button', { name: 'Create report' }).click();
    await form.getByText('Start time of report should at least be 4 hours').waitFor();
    await form.getByLabel('Start').fill('2026-01-15T06:00:00Z');
    await form.getByLabel('Every').fill('6');

    await form.getByText('The request:').click();
    await form.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied as curl.').waitFor();
    const curl = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(curl).toContain(`curl -X POST '${world.emulator.url}/insights/v1/mpn/ScheduledReport'`);
    expect(curl).toContain('"RecurrenceInterval":6');
    await form.getByRole('button', { name: 'Create report' }).click();
    await page.getByRole('link', { name: HOSTILE }).waitFor();

    await page.getByRole('button', { name: 'Advance by one day' }).click();
    await page.getByText('2026-01-16 00:00:00: 3 executions completed').waitFor();
    await page.getByRole('link', { name: HOSTILE }).click();
    await page
      .getByRole('button', { name: /^Preview/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('columnheader').first().waitFor();
    await page
      .getByRole('dialog')
      .getByText(/compressed · answered after/)
      .waitFor();
    expect(await page.title()).toContain('Insights emulator');
    expect(tab.mishaps).toEqual([]);
  });

  test('reads without a trace, and goes along with what others do', async () => {
    await using world = await startForTest({ clock: { mode: 'onPoll', now: '2026-01-15T00:00:00Z' } });
    await using tab = await open(`${world.emulator.url}/#/executions`);
    const { page } = tab;
    await page.getByText('No executions yet').waitFor();
    const reportId = await createReport(world.partner, executeNow({ ReportName: 'Of a client' }));
    await page.getByRole('row', { name: /Pending/ }).waitFor();
    expect(world.sandbox.clock.get().now).toBe('2026-01-15T00:00:00Z');
    await world.sandbox.clock.advance('PT3S');
    await page.getByRole('row', { name: /Completed/ }).waitFor();
    await page.getByText('2026-01-15 00:00:03').first().waitFor();
    expect(world.sandbox.requests().map(({ operation }) => operation)).toEqual(['CreateReport']);
    expect(reportId).toMatch(/-/);
    expect(tab.mishaps).toEqual([]);
  });

  test('freezes and runs the clock, and shows what a reset has done', async () => {
    await using world = await startForTest();
    await using tab = await open(`${world.emulator.url}/#/reports`);
    const { page } = tab;
    await page.getByText('No reports yet').waitFor();
    await page.getByRole('button', { name: 'Load a demo' }).click();
    await page.getByRole('link', { name: 'Nightly export' }).waitFor();
    await page.getByLabel('Rate').selectOption('3600');
    await page.getByRole('button', { name: '▶ Run' }).click();
    await page.getByText('Running × 3600').waitFor();
    await page.getByRole('button', { name: '❚❚ Freeze' }).click();
    await page.getByText('Frozen').waitFor();
    world.sandbox.reset();
    await page.getByText('The sandbox has been reset.').waitFor();
    await page.getByText('No reports yet').waitFor();
    expect(tab.mishaps).toEqual([]);
  });

  test('pauses, resumes, updates and deletes a report', async () => {
    await using world = await startForTest();
    await using tab = await open(`${world.emulator.url}/#/reports`);
    const { page } = tab;
    await page.getByRole('button', { name: 'Load a demo' }).click();
    await page.getByRole('button', { name: 'Pause Nightly export' }).click();
    await page.getByRole('button', { name: 'Resume Nightly export' }).click();
    await page.getByRole('button', { name: 'Update Nightly export' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name *').fill('Weekly export');
    await form.getByRole('button', { name: 'Update report' }).click();
    await page.getByRole('button', { name: 'Delete Weekly export' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'Weekly export' }).waitFor({ state: 'detached' });
    expect(
      world.sandbox
        .requests()
        .map(({ operation }) => operation)
        .slice(-4),
    ).toEqual(['PauseReportExecutions', 'ResumeReportExecutions', 'UpdateReport', 'DeleteReport']);
    expect(tab.mishaps).toEqual([]);
  });
});
