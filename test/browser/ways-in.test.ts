import type { Page } from 'playwright-core';
import { createReport, scheduled } from '../support/payloads.ts';
import { startForTest } from '../support/start-for-test.ts';
import { describeInBrowser } from './browser.ts';

describeInBrowser('who uses the dashboard', (open) => {
  test('may do without a mouse: goes to the reports, creates one, and is back where the keyboard was', async () => {
    await using world = await startForTest();
    await using tab = await open(`${world.emulator.url}/`);
    const { page } = tab;
    await page.getByText('Nothing is scheduled yet').waitFor();
    await tabTo(page, 'Reports');
    await page.keyboard.press('Enter');
    await page.getByText('No reports yet').waitFor();
    await tabTo(page, 'New report');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(NAME_OF_FOCUSED)).toBe('Name *');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'Run once, now');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'By keyboard' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(NAME_OF_FOCUSED)).toBe('New report');
    expect(world.sandbox.requests()).toMatchObject([{ operation: 'CreateReport', status: 200 }]);
    expect(tab.mishaps).toEqual([]);
  });

  test('is asked for the admin key once, and needs no token where only valid ones are taken', async () => {
    await using world = await startForTest({ adminKey: 'open-sesame', auth: 'strict' });
    await using tab = await open(`${world.emulator.url}/#/reports`);
    const { page } = tab;
    await page.getByLabel('Key *').fill('wrong');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This key is not the right one.').waitFor();
    await page.getByLabel('Key *').fill('open-sesame');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('No reports yet').waitFor();
    await page.getByRole('button', { name: 'Load a demo' }).click();
    await page.getByRole('link', { name: 'Nightly export' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Nightly export' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(tab.mishaps).toEqual([]);
  });

  test('zooms the timeline with the wheel, and moves it by dragging', async () => {
    await using world = await startForTest();
    await createReport(world.partner, scheduled());
    await using tab = await open(`${world.emulator.url}/#/timeline`);
    const { page } = tab;
    const pressed = (name: string): Promise<string | null> =>
      page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed');
    const chart = page.locator('.timeline canvas');
    await chart.waitFor();
    expect([await pressed('Week'), await pressed('Follow now')]).toEqual(['true', 'true']);
    await chart.hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await page.locator('button[aria-pressed="false"]', { hasText: 'Week' }).waitFor();
    expect(await pressed('Follow now')).toBe('false');
    await page.getByRole('button', { name: 'Follow now' }).click();
    expect(await pressed('Follow now')).toBe('true');
    await chart.hover();
    await page.mouse.down();
    await page.mouse.move(300, 300, { steps: 3 });
    await page.mouse.up();
    await page.locator('button[aria-pressed="false"]', { hasText: 'Follow now' }).waitFor();
    expect(tab.mishaps).toEqual([]);
  });

  test('zooms the timeline with two fingers, and moves it with one', async () => {
    await using world = await startForTest();
    await createReport(world.partner, scheduled());
    await using tab = await open(`${world.emulator.url}/#/timeline`, { width: 390 });
    const { page } = tab;
    const box = await page.locator('.timeline canvas').boundingBox();
    if (box === null) throw new Error('The timeline is not drawn');
    const [middle, y] = [box.x + box.width / 2, box.y + 40];
    await page.locator('button[aria-pressed="true"]', { hasText: 'Week' }).waitFor();
    // Seven times as far apart: what was a week is a day.
    await touch(
      page,
      [
        [middle - 15, middle + 15],
        [middle - 60, middle + 60],
        [middle - 105, middle + 105],
      ],
      y,
    );
    await page.locator('button[aria-pressed="true"]', { hasText: 'Day' }).waitFor();
    await page.getByRole('button', { name: 'Follow now' }).click();
    await page.locator('button[aria-pressed="true"]', { hasText: 'Follow now' }).waitFor();
    await touch(page, [[middle], [middle - 20], [middle - 80]], y);
    await page.locator('button[aria-pressed="false"]', { hasText: 'Follow now' }).waitFor();
    await page.locator('button[aria-pressed="true"]', { hasText: 'Day' }).waitFor();
    expect(tab.mishaps).toEqual([]);
  });
});

/** Fingers go down at the first places, along all the others, and up; `steps` says where each of them is, from left to right. */
async function touch(page: Page, steps: readonly (readonly number[])[], y: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [index, fingers] of steps.entries()) {
    const touchPoints = fingers.map((x, id) => ({ x, y, id }));
    await session.send('Input.dispatchTouchEvent', {
      type: index === 0 ? 'touchStart' : 'touchMove',
      touchPoints,
    });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(NAME_OF_FOCUSED)) === name) return;
  }
  throw new Error(`Tab does not come to '${name}'`);
}

const NAME_OF_FOCUSED = `(({ activeElement: { labels, textContent } }) => (labels?.[0]?.textContent ?? textContent).trim())(document)`;
