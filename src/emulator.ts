import type { TellRows } from './data/own-rows.ts';
import type { ReportWatcher } from './engine/report-engine.ts';
import { buildHouse, openHouse, type OpenHouse } from './house.ts';
import { listen, type HttpServer } from './http/server.ts';
import { loadOwnRows } from './load-own-rows.ts';
import type { EmulatorOptions } from './options/emulator-options.ts';
import { normalizeOptions } from './options/normalize-options.ts';
import type { NormalizedOptions } from './options/normalized-options.ts';
import { DEFAULT_SANDBOX } from './sandbox/sandboxes.ts';
import type { Certificates } from './secure-doors.ts';
import { allSurfaces } from './surfaces/all-surfaces.ts';

/** An emulator that serves. */
export interface Emulator extends OpenHouse {
  /** Scheme, host and port: `http://127.0.0.1:53211`. */
  readonly url: string;
  readonly port: number;
  /** The same by TLS; null without the option `https`. */
  readonly httpsUrl: string | null;
  /** For `HTTPS_PROXY`; null without the option `proxy`. */
  readonly proxyUrl: string | null;
  /** As PEM, what clients are to trust; null when nothing shows a certificate of the local authority. */
  readonly caCertificate: string | null;
}

/** Those who hear how far long work is, now and then. */
export interface LongWork {
  /** The reading of `fixtures`. */
  readonly tellRows?: TellRows;
  readonly reportWatcher?: ReportWatcher;
}

/**
 * Starts an emulator and answers once it serves.
 * @throws OptionsError with every problem of the options, those in the files of `fixtures` and `state` included; the listen error of Node (`EADDRINUSE` for a port in use).
 */
export async function startEmulator(
  options: EmulatorOptions = {},
  { tellRows, reportWatcher }: LongWork = {},
): Promise<Emulator> {
  const normalized = normalizeOptions(options);
  const own =
    normalized.fixtures === null ? null : await loadOwnRows(normalized.fixtures, allSurfaces, tellRows);
  const certificates = await certificatesFor(normalized);
  const house = buildHouse(normalized, { own, certificates, reportWatcher });
  let server: HttpServer;
  try {
    server = house.server = await listen(house.app, normalized, house.logger);
    if (certificates !== null) {
      const { openSecureDoors } = await import('./secure-doors.ts');
      house.doors = await openSecureDoors(house, server, normalized, certificates);
    }
  } catch (error) {
    // What a state file holds may be under way already.
    house.sandboxes.stop();
    await house.server?.close();
    throw error;
  }
  // Its clock starts now, not with the first request.
  house.sandboxes.find(DEFAULT_SANDBOX);
  const { url, port } = server;
  const { https, proxy } = house.doors;
  if (https !== null) house.logger.info(`HTTPS on ${https.url}`);
  if (proxy !== null) house.logger.info(`proxy on ${proxy.url}`);
  return {
    url,
    port,
    httpsUrl: https?.url ?? null,
    proxyUrl: proxy?.url ?? null,
    caCertificate: certificates?.authority?.certificatePem ?? null,
    ...openHouse(house, url),
  };
}

/** Most emulators need none, and load nothing for it. */
async function certificatesFor(options: NormalizedOptions): Promise<Certificates | null> {
  if (!options.https && !options.proxy) return null;
  const { openCertificates } = await import('./secure-doors.ts');
  return openCertificates(options);
}
