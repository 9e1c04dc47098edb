import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import type { SandboxHandle } from '../../src/sandbox-handle.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';
import { describeInBrowser } from './browser.ts';

const VIEWS = [
  'timeline',
  'reports',
  'executions',
  'playground',
  'data',
  'requests',
  'callbacks',
  'faults',
  'state',
] as const;

describeInBrowser('the views of the dashboard', (open) => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    world = await startForTest();
    folder = mkdtempSync(join(tmpdir(), 'insights-views-'));
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test('completes a query, runs it, draws it, marks what is wrong in it, and saves it', async () => {
    const sandbox = world.emulator.sandbox('playground');
    await using tab = await open(`${sandbox.url}/#/playground`);
    const { page } = tab;
    const editor = page.getByRole('textbox', { name: 'Query' });
    await replaceText(page, 'SELECT CustomerMarket, CustomerCount FROM OfficeUs');
    await page.getByRole('option', { name: 'OfficeUsage' }).click();
    await page.keyboard.type(" WHERE CustomerMarket != 'France' TIMESPAN LAST_3");
    await page.getByRole('option', { name: 'LAST_3_MONTHS' }).click();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^\d+ rows in /).waitFor();
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.getByRole('img', { name: /^CustomerCount by CustomerMarket: \w/ }).waitFor();

    const query = await editor.innerText();
    // In one line: Enter would take the completion, where it has come by then.
    await replaceText(page, 'SELECT CustomerMarkt FROM OfficeUsage');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText("did you mean 'CustomerMarket'?").waitFor();
    expect(await page.locator('.squiggle').allTextContents()).toEqual(['CustomerMarkt']);
    await replaceText(page, query.replaceAll('\n', ' '));
    expect(await page.locator('.squiggle').count()).toBe(0);

    await page.getByRole('button', { name: 'Save as query…' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Create query' }).click();
    await form.getByText('Null or missing value').first().waitFor();
    await form.getByLabel('Name').fill('By market');
    await form.getByRole('button', { name: 'Create query' }).click();
    await page.getByRole('button', { name: 'By market' }).waitFor();
    expect((await stateOf(sandbox)).queries.kept).toEqual([expect.objectContaining({ name: 'By market' })]);
    expect(tab.mishaps).toEqual([]);
  });

  test('exports a query as a report that runs once', async () => {
    const sandbox = world.emulator.sandbox('export');
    await using tab = await open(`${sandbox.url}/#/playground`);
    const { page } = tab;
    await page.getByRole('button', { name: 'Export…' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Format').selectOption('TSV');
    await form.getByRole('button', { name: 'Export', exact: true }).click();
    await page
      .getByText('The report “\u2068Export from the playground\u2069” has been created.', { exact: true })
      .waitFor();
    expect((await sandbox.clock.advance('PT3S')).completed).toBe(1);
    expect(tab.mishaps).toEqual([]);
  });

  test('tells what a dataset is made of, and leads to a query of it', async () => {
    await using tab = await open(`${world.emulator.sandbox('data').url}/#/data`);
    const { page } = tab;
    await page.getByLabel('Find').fill('MonthlyActiveUsers');
    await page.getByRole('link', { name: 'OfficeUsage' }).click();
    await page.getByRole('heading', { name: 'OfficeUsage' }).waitFor();
    await page
      .getByRole('region', { name: 'Columns', exact: true })
      .getByRole('cell', { name: 'CustomerTenantId', exact: true })
      .waitFor();
    await page.getByRole('region', { name: 'Sample of OfficeUsage' }).getByRole('row').nth(1).waitFor();
    await page.getByRole('link', { name: 'Query it' }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^100 rows in /).waitFor();
    expect(tab.mishaps).toEqual([]);
  });

  test('adds a fault, and shows that it has struck', async () => {
    const sandbox = world.emulator.sandbox('faults');
    await using tab = await open(`${sandbox.url}/#/faults`);
    const { page } = tab;
    await page.getByRole('button', { name: 'Add Throttled' }).click();
    await page.getByRole('row', { name: /answers 429.*5 left/ }).waitFor();
    expect((await partnerOf(sandbox).getReports()).status).toBe(429);
    await page.getByRole('row', { name: /answers 429.*4 left/ }).waitFor();
    await page.getByLabel('Probability').fill('2');
    await page.getByRole('button', { name: 'Add the rule' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.getByRole('button', { name: 'Remove fault-1' }).click();
    await page.getByText('Nothing goes wrong').waitFor();
    expect(sandbox.faults.list()).toEqual([]);
    expect(tab.mishaps).toEqual([]);
  });

  test('shows each request as it comes, marks what matches nothing, and clears', async () => {
    const sandbox = world.emulator.sandbox('requests');
    await using tab = await open(`${sandbox.url}/#/requests`);
    const { page } = tab;
    await page.getByText('Nothing has been asked yet').waitFor();
    await partnerOf(sandbox).createReport(executeNow({ ReportName: 'Seen' }));
    await fetch(`${sandbox.url}${SURFACE}/ScheduledReprot`, { headers: { Authorization: 'Bearer any' } });
    await page.getByRole('row', { name: /404.*unmatched.*ScheduledReprot/ }).waitFor();
    await page.getByLabel('Text').fill('"ReportName":"Seen"');
    await page.getByText('1 of the last 2 requests').waitFor();
    await page.getByRole('button', { name: 'Open request 1' }).click();
    await page.getByRole('dialog').getByText('"ReportName": "Seen"').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nothing has been asked yet').waitFor();
    expect(sandbox.requests()).toEqual([]);
    expect(tab.mishaps).toEqual([]);
  });

  test('redelivers a callback, and shows what the inbox got', async () => {
    const sandbox = world.emulator.sandbox('callbacks');
    await using tab = await open(`${sandbox.url}/#/callbacks`);
    const { page } = tab;
    await page.getByText('No callback has been due yet').waitFor();
    const CallbackUrl = `${sandbox.url}/_emulator/inbox/ready`;
    await createReport(partnerOf(sandbox), executeNow({ CallbackUrl }));
    await sandbox.clock.advance('PT3S');
    await page.getByRole('row', { name: /delivered/ }).waitFor();
    await page.getByRole('button', { name: /^Redeliver to/ }).click();
    await page.getByRole('button', { name: /^2 attempts/ }).waitFor();
    await page.getByRole('region', { name: 'Inbox' }).getByRole('row', { name: /^2 / }).waitFor();
    await page.getByRole('button', { name: 'Clear the inbox' }).click();
    await page.getByText('and any path after it is kept here').waitFor();
    expect(sandbox.inbox()).toEqual([]);
    expect(tab.mishaps).toEqual([]);
  });

  test('exports the state, imports it again, says where a bad one is wrong, and resets', async () => {
    const sandbox = world.emulator.sandbox('state');
    await createReport(partnerOf(sandbox), executeNow());
    await using tab = await open(`${sandbox.url}/#/state`);
    const { page } = tab;
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as a file' }).click();
    const good = join(folder, 'good.json');
    await (await download).saveAs(good);
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, JSON.stringify({ ...(await stateOf(sandbox)), seed: 'one' }));

    await importFile(page, bad);
    await page.getByRole('alert').getByText('/seed').waitFor();
    await page.getByRole('button', { name: 'Reset…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await page.getByText('The sandbox has been reset.').waitFor();
    expect((await stateOf(sandbox)).reports.kept).toHaveLength(0);
    await importFile(page, good);
    await page.getByText('good.json has been imported.').waitFor();
    expect((await stateOf(sandbox)).reports.kept).toHaveLength(1);
    expect(tab.mishaps).toEqual([]);
  });

  test('shows hostile names as the text they are, and stays within the page', async () => {
    const sandbox = world.emulator.sandbox('hostile');
    const script = '<script>document.title = "taken"</script>';
    const names = [script, '\u202Egnp.exe\u202C', `<b>${'x'.repeat(190)}</b>`];
    const partner = partnerOf(sandbox);
    const CallbackUrl = `${sandbox.url}/_emulator/inbox/${'y'.repeat(1900)}?q=${encodeURIComponent(script)}`;
    for (const ReportName of names) await createReport(partner, executeNow({ ReportName, CallbackUrl }));
    await partner.createQuery({ Name: script, Query: 'SELECT CustomerName FROM CustomersAndTenants' });
    await fetch(`${sandbox.url}${SURFACE}/${'z'.repeat(2000)}?<img src=x onerror=alert(1)>`);
    sandbox.faults.add({ match: { path: `/${script}*` }, effect: { status: 503, message: script } });
    await sandbox.clock.advance('PT3S');
    await using tab = await open(`${sandbox.url}/`, { width: 390 });
    const { page } = tab;
    for (const view of VIEWS) {
      await show(page, view);
      const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([view, beyond]).toEqual([view, 0]);
      expect(await page.title()).toContain('Insights emulator');
      expect(await page.locator('main script, main b, main img[src="x"]').count()).toBe(0);
    }
    await show(page, 'reports');
    await page.getByText(script, { exact: true }).first().waitFor();
    expect(tab.mishaps).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has nothing in the way of anybody, %s', async (scheme) => {
    const sandbox = world.emulator.sandbox(`axe-${scheme}`);
    const CallbackUrl = `${sandbox.url}/_emulator/inbox/ready`;
    await createReport(partnerOf(sandbox), executeNow({ CallbackUrl }));
    await sandbox.clock.advance('PT3S');
    sandbox.faults.add({ effect: { delay: 0 } });
    await using tab = await open(`${sandbox.url}/`, { scheme });
    await tab.page.evaluate(axe);
    for (const view of VIEWS) {
      await show(tab.page, view);
      expect([view, await graveFindings(tab.page, scheme)]).toEqual([view, []]);
    }
    expect(tab.mishaps).toEqual([]);
  });
});

function partnerOf(sandbox: SandboxHandle): Partner {
  return new Partner(`${sandbox.url}${SURFACE}`);
}

async function stateOf(sandbox: SandboxHandle): Promise<Awaited<ReturnType<SandboxHandle['state']>>> {
  return sandbox.state();
}

async function show(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  await page.evaluate(`location.hash = '#/${view}'`);
  await page.locator(`.view-${view} h1`).waitFor();
  // What the view shows has come when nothing is asked for any more; the stream of events never ends.
  await page.evaluate('new Promise((resume) => setTimeout(resume, 150))');
}

async function replaceText(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Query' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

async function importFile(page: Page, path: string): Promise<void> {
  await page.getByLabel('File to import').setInputFiles(path);
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
}

/** Serious and critical ones, each with the element it is about. In the dark only colours are other than in the light. */
async function graveFindings(page: Page, scheme: 'light' | 'dark'): Promise<unknown> {
  const rules = scheme === 'dark' ? `runOnly: ['color-contrast'],` : '';
  return page.evaluate(`axe.run(document, { ${rules} resultTypes: ['violations'] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html.slice(0, 200))),
  )`);
}
