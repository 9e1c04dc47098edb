import type { Page } from 'playwright-core';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
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

  test('draws executions on the time of the sandbox, and goes to what is due next', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled({ RecurrenceInterval: 6 }));
    await using tab = await open(`${world.emulator.url}/#/timeline`);
    const { page } = tab;
    await page.getByRole('list', { name: 'Reports' }).getByRole('link').waitFor();
    await expectShapes(page, { completed: false, pending: true });
    await page.getByRole('button', { name: 'Advance to the next event' }).click();
    await page.getByRole('listitem').filter({ hasText: 'completes' }).waitFor();
    await expectShapes(page, { running: true });
    await page.getByRole('button', { name: 'Advance by one day' }).click();
    await expectShapes(page, { completed: true });
    await page.getByRole('button', { name: 'Advance by one hour' }).click();
    await expectShapes(page, { running: false });
    await world.partner.pauseReport(reportId);
    await page.getByText('Nothing is due').waitFor();
    await expectShapes(page, { pending: false });

    const chart = page.getByRole('group', { name: 'Timeline of executions' });
    await chart.focus();
    for (let i = 0; i < 16; i++) await page.keyboard.press('ArrowRight');
    await expectShapes(page, { completed: false });
    await page.keyboard.press('Home');
    await expectShapes(page, { completed: true });
    expect(tab.mishaps).toEqual([]);
  });
});

/** Whether the chart comes to show a shape, within some seconds of frames: by the colour that the legend has for it. */
async function expectShapes(page: Page, wanted: Readonly<Record<string, boolean>>): Promise<void> {
  for (const [name, isThere] of Object.entries(wanted)) {
    expect([name, await page.evaluate(`(${COMES_TO_SHOW})('${name}', ${isThere})`)]).toEqual([name, true]);
  }
}

const COMES_TO_SHOW = `(name, isThere) => new Promise((resolve) => {
  const isSeen = () => {
    const canvas = document.querySelector('.timeline canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const [red, green, blue] = getComputedStyle(document.querySelector('.legend-' + name)).color.match(/\\d+/g).map(Number);
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true;
    return false;
  };
  let frames = 300;
  const look = () => {
    if (isSeen() === isThere) resolve(true);
    else if (frames-- === 0) resolve(false);
    else requestAnimationFrame(look);
  };
  look();
})`;
