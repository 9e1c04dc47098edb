import { startEmulator } from '../../src/emulator.ts';
import { makeManyReports } from '../support/many-reports.ts';
import { START, startForTest } from '../support/start-for-test.ts';
import { describeInBrowser } from './browser.ts';

describeInBrowser('the dashboard that is left open', (open) => {
  test('draws a thousand reports and a hundred thousand executions without a long pause, and goes along with them', async () => {
    await using world = await startForTest();
    await makeManyReports(world.sandbox, 1000);
    await world.sandbox.clock.advanceTo('2026-02-01T13:00:00Z');
    await using tab = await open(`${world.emulator.url}/#/reports`);
    const { page } = tab;
    await page.evaluate(OBSERVE);
    // What is looked for would be seen.
    await page.evaluate(PAUSE);
    await page.waitForFunction('window.pauses.length > 0');
    await page.evaluate('window.pauses.length = 0');
    await page.getByRole('link', { name: 'Timeline' }).first().click();
    const picture = page.locator('canvas').first();
    await picture.waitFor();
    const box = await picture.boundingBox();
    if (box === null) throw new Error('The timeline is not drawn');
    await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 300) / 2);
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 400);
    await world.sandbox.clock.advance('PT8H');
    await page.getByText('2026-02-01 21:00:00').first().waitFor();
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -400);
    await page.evaluate(TWO_FRAMES);
    const pauses = await page.evaluate<readonly number[]>('window.pauses');
    expect(pauses.filter((ms) => ms >= 100)).toEqual([]);
    expect(tab.mishaps).toEqual([]);
  });

  test('says what has happened to its sandbox and to the emulator, and shows what is there then', async () => {
    let emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: START } });
    try {
      const { port } = emulator;
      const sandbox = emulator.sandbox('mine');
      await sandbox.clock.advance('P1D');
      await using tab = await open(`${sandbox.url}/#/reports`);
      const { page } = tab;
      await page.getByText('2026-01-16 00:00:00').first().waitFor();
      sandbox.reset();
      await page.getByText('The sandbox has been reset.').waitFor();
      await page.getByText('2026-01-15 00:00:00').first().waitFor();
      emulator.removeSandbox('mine');
      await page
        .getByText('This sandbox has been removed')
        .or(page.getByText('This is a new one of its name'))
        .first()
        .waitFor();
      await emulator.close();
      await page.getByText('The connection to the emulator is lost').waitFor();
      emulator = await startEmulator({ port, clock: { mode: 'frozen', now: '2026-03-01T00:00:00Z' } });
      await page.getByText('2026-03-01 00:00:00').first().waitFor();
    } finally {
      await emulator.close();
    }
  });
});

/** Keeps how long the page could do nothing else. */
const OBSERVE = `window.pauses = [];
new PerformanceObserver((list) => window.pauses.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });`;

const PAUSE = 'setTimeout(() => { for (const from = performance.now(); performance.now() < from + 120; ); })';

const TWO_FRAMES =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';
