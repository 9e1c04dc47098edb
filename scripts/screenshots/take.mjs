/**
 * Takes the pictures of the README, docs/images/*.png, of the dashboard as it was built:
 *
 *     npm run build && node scripts/screenshots/take.mjs
 *
 * The browser is named by INSIGHTS_BROWSER; the tests do without this.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startEmulator } from '../../dist/index.mjs';
import { playDemoWeek } from './demo-world.mjs';
import { toPalette } from './palette.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const WIDTH = 1280;
const LARGEST = 120_000;

const emulator = await startEmulator({
  port: 4620,
  seed: 7,
  logLevel: 'silent',
  clock: { mode: 'frozen', now: '2026-03-08T20:00:00Z' },
  queueTime: 'PT12M',
  runTime: 'PT50M',
});
const browser = await chromium.launch({
  executablePath: process.env.INSIGHTS_BROWSER ?? '/usr/bin/chromium',
});
try {
  await playDemoWeek(emulator.sandbox('default'));
  mkdirSync(FOLDER, { recursive: true });
  await take('timeline', 'light', 690, (page) => page.getByText('Month-end close').first().waitFor());
  await take('playground', 'dark', 860, runQuery);
  await take('requests', 'light', 620, (page) => page.getByRole('row', { name: /unmatched/ }).waitFor());
  await take('faults', 'dark', 620, (page) => page.getByText('3 left').waitFor());
} finally {
  await browser.close();
  await emulator.close();
}

/** @param view its name is the picture's, too. */
async function take(view, colorScheme, height, prepare) {
  const page = await browser.newPage({
    viewport: { width: WIDTH, height },
    colorScheme,
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
  });
  await page.goto(`${emulator.url}/#/${view}`);
  await prepare(page);
  await page.evaluate('new Promise((done) => setTimeout(done, 500))');
  const file = `${FOLDER}${view}.png`;
  writeFileSync(file, toPalette(await page.screenshot()));
  const { size } = statSync(file);
  console.log(`${view}.png ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) throw new Error(`${view}.png is larger than ${LARGEST} bytes`);
  await page.close();
}

async function runQuery(page) {
  await page.getByRole('button', { name: 'Markets by active users' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  await page.getByRole('img', { name: /^CustomerCount/ }).waitFor();
}
