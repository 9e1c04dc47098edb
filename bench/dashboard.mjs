/**
 * How long the dashboard's page can do nothing else while its timeline shows a thousand reports with a hundred thousand executions, is
 * scrolled and goes along with the clock. Needs Chromium, which INSIGHTS_BROWSER may name. Usage: node bench/dashboard.mjs
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { createReport } from './create-report.mjs';
import { atMost } from './goals.mjs';

const { startEmulator } = createRequire(import.meta.url)('../dist/index.cjs');
const BROWSER = process.env.INSIGHTS_BROWSER ?? '/usr/bin/chromium';
const REPORTS = 1000;
const GOAL = 100;

if (existsSync(BROWSER)) await measure();
else console.log(`Not measured: there is no ${BROWSER}; INSIGHTS_BROWSER names a Chromium`);

async function measure() {
  const emulator = await startEmulator({
    port: 0,
    logLevel: 'warn',
    clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' },
  });
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const { clock } = emulator.sandbox('default');
    for (let i = 0; i < REPORTS; i += 1) await createReport(emulator.url);
    await clock.advanceTo('2026-02-01T13:00:00Z');
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(`${emulator.url}/#/reports`);
    await page.evaluate(() => {
      globalThis.pauses = [];
      const keep = (list) => globalThis.pauses.push(...list.getEntries().map(({ duration }) => duration));
      new globalThis.PerformanceObserver(keep).observe({ entryTypes: ['longtask'] });
    });
    await page.getByRole('link', { name: 'Timeline' }).first().click();
    const box = await page.locator('canvas').first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 150);
    for (let i = 0; i < 10; i += 1) await page.mouse.wheel(0, 400);
    await clock.advance('PT8H');
    await page.getByText('2026-02-01 21:00:00').first().waitFor();
    for (let i = 0; i < 10; i += 1) await page.mouse.wheel(0, -400);
    await page.waitForTimeout(500);
    // The browser tells of those over 50 ms only.
    const longest = Math.max(0, ...(await page.evaluate(() => globalThis.pauses)));
    const told = longest === 0 ? 'under 50' : longest.toFixed(0);
    console.log(`longest pause of the page: ${told} ms (${atMost(longest, GOAL, ' ms')})`);
  } finally {
    await browser.close();
    await emulator.close();
  }
}
