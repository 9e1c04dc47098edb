import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startForTest, type World, type WorldOptions } from './start-for-test.ts';

/** One authority for all tests of a file, so that only the first has to make it. */
export const caDir = mkdtempSync(join(tmpdir(), 'insights-ca-'));
afterAll(() => rmSync(caDir, { recursive: true, force: true }));

export interface SecureWorld extends World {
  readonly httpsUrl: string;
  readonly proxyUrl: string;
  readonly ca: string;
}

/** An emulator of one's own with HTTPS and the proxy on any free ports. */
export async function startSecurely(options: WorldOptions = {}): Promise<SecureWorld> {
  const world = await startForTest({
    https: true,
    httpsPort: 0,
    proxy: true,
    proxyPort: 0,
    caDir,
    ...options,
  });
  const { httpsUrl, proxyUrl, caCertificate } = world.emulator;
  return { ...world, httpsUrl: httpsUrl ?? '', proxyUrl: proxyUrl ?? '', ca: caCertificate ?? '' };
}
