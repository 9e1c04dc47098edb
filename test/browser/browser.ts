import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Named by INSIGHTS_BROWSER, or found on the path; null where there is none. */
export const browserPath = process.env['INSIGHTS_BROWSER'] ?? findOnPath();

/** A page of the dashboard, and what must never have happened on it. */
export interface Tab extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the console and of scripts, and requests to anywhere but the emulator. */
  readonly mishaps: readonly string[];
}

export interface TabOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

/** Tests of the dashboard; where no browser is found they are skipped, and the summary says so. */
export function describeInBrowser(title: string, tests: (open: OpenTab) => void): void {
  if (browserPath === null) {
    describe(title, () =>
      test.skip('needs a browser: install chromium, or name one with INSIGHTS_BROWSER', () => {}),
    );
    return;
  }
  describe(title, () => {
    let browser: Browser | null = null;
    let page: Page | null = null;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: browserPath, args: QUIET });
      const context = await browser.newContext();
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      page = await context.newPage();
    });
    afterAll(() => browser?.close());
    tests(async (url, options) => {
      if (page === null) throw new Error('The browser has not been started');
      return openTab(page, url, options);
    });
  });
}

type OpenTab = (url: string, options?: TabOptions) => Promise<Tab>;

/** Nothing leaves the machine, and nothing needs a screen. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One page for all tests of a suite: a new one starts a process, which costs more than many a test. */
async function openTab(
  page: Page,
  url: string,
  { width = 1280, scheme = 'light' }: TabOptions = {},
): Promise<Tab> {
  await page.setViewportSize({ width, height: 860 });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  page.setDefaultTimeout(10_000);
  const mishaps: string[] = [];
  page.on('pageerror', (error) => mishaps.push(error.message));
  page.on('console', (message) => {
    // A refusal that the page shows is told in the console by the browser itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      mishaps.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin && !request.url().startsWith('data:'))
      mishaps.push(request.url());
  });
  await page.goto(url);
  return {
    page,
    mishaps,
    [Symbol.asyncDispose]: async () => {
      await page.evaluate('sessionStorage.clear()');
      await page.goto('about:blank');
      page.removeAllListeners();
    },
  };
}

function findOnPath(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      if (isExecutable(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
