import { startEmulator } from '../../src/emulator.ts';
import { makeManyReports } from '../support/many-reports.ts';
import { START, startForTest } from '../support/start-for-test.ts';
import { describeInBrowser } from './browser.ts';

describeInBrowser('the dashboard that is left open', (open) => {
  // How long a page stands still hangs on the machine; what makes it stand still is that it draws what nobody can see.
  test('draws of a thousand reports and a hundred thousand executions only what is in sight, and goes along with them', async () => {
    await using world = await startForTest();
    await makeManyReports(world.sandbox, 1000);
    await world.sandbox.clock.advanceTo('2026-02-01T13:00:00Z');
    await using tab = await open(`${world.emulator.url}/#/reports`);
    const { page } = tab;
    await page.evaluate(COUNT_SHAPES);
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
    const shapes = await page.evaluate<readonly number[]>('window.shapes');
    expect(shapes.length).toBeGreaterThan(1);
    expect(Math.max(...shapes)).toBeGreaterThan(100);
    expect(Math.max(...shapes)).toBeLessThan(1000);
    expect(await page.locator('*').count()).toBeLessThan(1000);
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

/** Keeps how many shapes are drawn for each picture, from one clearing to the next. */
const COUNT_SHAPES = `window.shapes = [];
const drawing = CanvasRenderingContext2D.prototype;
const count = (name, told) => {
  const draw = drawing[name];
  drawing[name] = function (...sent) { told(); return draw.apply(this, sent); };
};
count('clearRect', () => window.shapes.push(0));
for (const name of ['fill', 'stroke', 'fillRect', 'fillText', 'lineTo'])
  count(name, () => { window.shapes.push((window.shapes.pop() ?? 0) + 1); });`;

const TWO_FRAMES =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';
