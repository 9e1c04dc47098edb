import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { CallbackClient } from './callbacks/callback-client.ts';
import { CallbackHosts } from './callbacks/callback-hosts.ts';
import { wallClock } from './clock/wall-clock.ts';
import { listSandboxes, makeSandbox, type SandboxState } from './control/sandboxes.ts';
import type { OwnRows } from './data/own-rows.ts';
import { ReportEngine, type ReportWatcher } from './engine/report-engine.ts';
import { FileCache } from './files/file-cache.ts';
import { createHttpApp } from './http/app.ts';
import type { HttpServer } from './http/server.ts';
import { isServiceHost } from './proxy/service-hosts.ts';
import { openDirectory } from './identity/directory.ts';
import { Issuer } from './identity/issuer.ts';
import { listedDirectory } from './identity/listed-directory.ts';
import { keptKeys } from './identity/key-file.ts';
import { RefreshTokens } from './identity/refresh-tokens.ts';
import { readIdentities } from './identity/read-identities.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import type { SandboxSettings } from './options/emulator-options.ts';
import type { NormalizedOptions } from './options/normalized-options.ts';
import { isLoopbackAddress } from './primitives/loopback.ts';
import { sandboxHandle, type SandboxHandle } from './sandbox-handle.ts';
import type { Certificates, SecureDoors } from './secure-doors.ts';
import { requireSandboxName, Sandboxes } from './sandbox/sandboxes.ts';
import { loadStateFile, saveStateFile } from './sandbox/state/state-file.ts';
import { allSurfaces, surfaceNamed } from './surfaces/all-surfaces.ts';
import { createWorlds } from './worlds.ts';

/** What a program may do with an emulator, whether it listens or is mounted. */
export interface OpenHouse {
  /** The sandbox of that name; it is made when first used. */
  sandbox(name: string): SandboxHandle;
  /**
   * A sandbox with options of its own; what is not given is as the emulator was started.
   * @throws when there is one of that name with other options.
   */
  createSandbox(name: string, settings?: SandboxSettings): SandboxHandle;
  /** Removes a sandbox with all it holds; false when there is none of that name. */
  removeSandbox(name: string): boolean;
  /** Those there are, in the order in which they were made. */
  sandboxes(): readonly SandboxState[];
  /**
   * Saves all sandboxes to the file that the option `state` names, as `close` does.
   * @throws when there is no such option, or the file can't be written; it is then as it was.
   */
  saveState(): void;
  /** Stops serving and forgets everything. Nothing stays open. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface House {
  readonly app: RequestListener;
  readonly sandboxes: Sandboxes;
  readonly issuer: Issuer;
  readonly callbackClient: CallbackClient;
  readonly engine: ReportEngine;
  readonly fileCache: FileCache;
  readonly logger: Logger;
  readonly stateFile: string | null;
  /** Null until it listens. */
  server: HttpServer | null;
  /** Those that are opened beside it. */
  doors: SecureDoors;
}

/** What a house is built with besides its options. */
export interface Furnishing {
  readonly own?: OwnRows | null;
  readonly certificates?: Certificates | null;
  readonly reportWatcher?: ReportWatcher | undefined;
}

/** Wires everything once. What lies behind a room is handed to it here. */
export function buildHouse(
  options: NormalizedOptions,
  { own = null, certificates = null, reportWatcher }: Furnishing = {},
): House {
  const directory =
    options.identities === null ? openDirectory : listedDirectory(readIdentities(options.identities));
  const logger = createLogger(options.logLevel);
  const kept = options.keyFile === null ? null : keptKeys(options.keyFile);
  const linkSecret = kept?.linkSecret ?? randomBytes(32);
  const fileCache = new FileCache();
  const onLoopback = isLoopbackAddress(options.host);
  const listeningUrl = (): string | null => house.server?.url ?? null;
  const callbackClient = new CallbackClient({
    wall: wallClock,
    hosts: new CallbackHosts({
      named: options.callbackHosts,
      anywhereByDefault: onLoopback,
      ownHosts: () =>
        [listeningUrl(), options.publicUrl].flatMap((url) =>
          url === null ? [] : new URL(url).hostname.toLowerCase(),
        ),
    }),
    secureContext: certificates?.clientContext,
  });
  const worldOf = createWorlds(own);
  const engine = new ReportEngine({
    wall: wallClock,
    workshop: {
      datasetsOf: (surface) => surfaceNamed(surface).datasets,
      worldOf: ({ seed, customers }) => worldOf(seed, customers),
    },
    workerSetup: { ownRows: own === null ? null : { folder: own.folder, hash: own.hash } },
    watcher: reportWatcher,
  });
  const sandboxes = new Sandboxes(options, options.autoCreateSandboxes, {
    wall: wallClock,
    callbackClient,
    engine,
    ownRows: own?.hash ?? null,
    ownDatasets: [...(own?.tables.keys() ?? [])],
    linkSecret,
    logger,
  });
  const stateFile = options.state;
  if (stateFile !== null) loadStateFile(stateFile, sandboxes);
  const issuer = new Issuer({
    key: kept?.key ?? null,
    calendarMs: options.tokenTime === 'wall' ? () => wallClock.calendarMs() : null,
  });
  const app = createHttpApp({
    surfaces: allSurfaces,
    sandboxes,
    fileCache,
    linkSecret,
    issuer,
    refreshTokens: new RefreshTokens(linkSecret),
    directory,
    guard: {
      adminKey: options.adminKey,
      onLoopback,
      allowedHosts: options.allowedHosts,
      publicUrl: options.publicUrl,
    },
    links: {
      publicUrl: options.publicUrl,
      trustProxy: options.trustProxy,
      fileHostFor: (host) => (isServiceHost(host.replace(/:\d+$/, '')) ? options.linkHost : null),
    },
    cors: options.cors,
    logger,
    listeningUrl,
    otherUrls: () => urlsOf(house.doors),
  });
  const house: House = {
    app,
    sandboxes,
    issuer,
    callbackClient,
    engine,
    fileCache,
    logger,
    stateFile,
    server: null,
    doors: { https: null, proxy: null },
  };
  return house;
}

/** What a program may do with an emulator, whether it listens or not. */
export function openHouse(house: House, url: string): OpenHouse {
  const { sandboxes, issuer } = house;
  const handleOf = (name: string): SandboxHandle => sandboxHandle({ sandboxes, issuer, url }, name);
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= closeAll(house));
  return {
    sandbox: handleOf,
    createSandbox: (name, settings) => handleOf(makeSandbox(sandboxes, name, settings).sandbox.name),
    removeSandbox(name) {
      const sandbox = sandboxes.existing(requireSandboxName(name));
      if (sandbox !== null) sandboxes.remove(sandbox);
      return sandbox !== null;
    },
    sandboxes: () => listSandboxes(sandboxes, url),
    saveState() {
      if (house.stateFile === null) throw new Error("There is no option 'state' that names a file");
      saveStateFile(house.stateFile, sandboxes);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function urlsOf({ https, proxy }: SecureDoors): { readonly https?: string; readonly proxy?: string } {
  return { ...(https === null ? {} : { https: https.url }), ...(proxy === null ? {} : { proxy: proxy.url }) };
}

async function closeAll(house: House): Promise<void> {
  const { sandboxes, callbackClient, engine, fileCache, stateFile } = house;
  try {
    // In one step with the stop, so that nothing is answered that the file does not know of.
    if (stateFile !== null) saveStateFile(stateFile, sandboxes);
  } finally {
    sandboxes.stop();
    callbackClient.close();
    // Who waits for a big report must not hold up the end.
    await engine.close();
    const { server, doors } = house;
    await Promise.all([server, doors.https, doors.proxy].map(async (door) => door?.close()));
    await fileCache.close();
  }
}
