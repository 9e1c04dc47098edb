import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { wallClock } from '../clock/wall-clock.ts';
import { commandEnvironment, type Surroundings } from '../exec/command-environment.ts';
import { runCommand } from '../exec/run-command.ts';
import { trustStore } from '../exec/trust-store.ts';
import type { NormalizedOptions } from '../options/normalized-options.ts';
import { complain } from './complain.ts';
import type { Settings } from './read-settings.ts';
import { startOrExit } from './start-emulator.ts';
import { stopAndExit } from './stop-emulator.ts';
import { whenNpmIsGone } from './told-to-stop.ts';

/** Runs a command against an emulator of its own, and ends with the command's exit code. */
export async function execute(
  [command = '', ...words]: readonly string[],
  settings: Settings,
  normalized: NormalizedOptions,
): Promise<void> {
  // As if it had been told itself.
  whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));
  const emulator = await startOrExit(settings, normalized);
  const folder = makeFolder();
  if (folder === null) return stopAndExit(emulator, 1);
  const environment = commandEnvironment(process.env, {
    url: emulator.url,
    proxyUrl: emulator.proxyUrl,
    certificates: writeCertificates(folder, emulator.caCertificate, normalized.proxyPassthrough),
    preloadFile: join(__dirname, 'proxy-preload.cjs'),
  });
  const janitorFile = join(__dirname, 'exec-janitor.cjs');
  const { exitCode, problem } = await runCommand({ command, words, environment, folder, janitorFile });
  if (problem !== null) complain(problem);
  await stopAndExit(emulator, exitCode);
}

/** Null when that was not possible, which is told. */
function makeFolder(): string | null {
  try {
    return mkdtempSync(join(tmpdir(), 'insights-emulator-exec-'));
  } catch (error) {
    complain(
      `no folder for the certificates can be made: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  }
}

/** Both files that programs want, of what the command is to trust. */
function writeCertificates(
  folder: string,
  authority: string | null,
  otherHosts: readonly string[],
): Surroundings['certificates'] {
  if (authority === null) return null;
  // Hosts that are let through show certificates of the world's authorities; without them nobody else needs to be believed.
  const trusted = otherHosts.length === 0 ? [authority] : [authority, ...rootCertificates];
  const [pemFile, trustStoreFile] = [join(folder, 'ca.pem'), join(folder, 'ca.jks')];
  writeFileSync(pemFile, trusted.map((pem) => `${pem.trimEnd()}\n`).join(''));
  writeFileSync(trustStoreFile, trustStore(trusted, wallClock.calendarMs()));
  return { pemFile, trustStoreFile };
}
