import type { TellRows } from './data/own-rows.ts';
import { buildHouse, openHouse, type OpenHouse } from './house.ts';
import { listen } from './http/server.ts';
import { loadOwnRows } from './load-own-rows.ts';
import type { EmulatorOptions } from './options/emulator-options.ts';
import { normalizeOptions } from './options/normalize-options.ts';
import { DEFAULT_SANDBOX } from './sandbox/sandboxes.ts';
import { allSurfaces } from './surfaces/all-surfaces.ts';

/** An emulator that serves. */
export interface Emulator extends OpenHouse {
  /** Scheme, host and port: `http://127.0.0.1:53211`. */
  readonly url: string;
  readonly port: number;
}

/**
 * Starts an emulator and answers once it serves.
 * @param tell hears how far the reading of `fixtures` is, now and then.
 * @throws OptionsError with every problem of the options, those in the files of `fixtures` and `state` included; the listen error of Node (`EADDRINUSE` for a port in use).
 */
export async function startEmulator(options: EmulatorOptions = {}, tell?: TellRows): Promise<Emulator> {
  const normalized = normalizeOptions(options);
  const own = normalized.fixtures === null ? null : await loadOwnRows(normalized.fixtures, allSurfaces, tell);
  const house = buildHouse(normalized, own);
  const server = await listen(house.app, normalized, house.logger).catch((error: unknown) => {
    // What a state file holds may be under way already.
    house.sandboxes.stop();
    throw error;
  });
  house.server = server;
  // Its clock starts now, not with the first request.
  house.sandboxes.find(DEFAULT_SANDBOX);
  const { url, port } = server;
  return { url, port, ...openHouse(house, url) };
}
