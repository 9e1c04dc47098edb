import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { CallbackClient } from './callbacks/callback-client.ts';
import { CallbackHosts } from './callbacks/callback-hosts.ts';
import { wallClock } from './clock/wall-clock.ts';
import type { OwnRows } from './data/own-rows.ts';
import { listSandboxes, makeSandbox, type SandboxState } from './control/sandboxes.ts';
import { ReportEngine } from './engine/report-engine.ts';
import { FileCache } from './files/file-cache.ts';
import { Issuer } from './identity/issuer.ts';
import { createHttpApp } from './http/app.ts';
import { isLoopbackAddress } from './http/loopback.ts';
import { listen, type HttpServer } from './http/server.ts';
import { loadOwnRows } from './load-own-rows.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import type { EmulatorOptions, SandboxSettings } from './options/emulator-options.ts';
import { normalizeOptions } from './options/normalize-options.ts';
import type { NormalizedOptions } from './options/normalized-options.ts';
import { createWorlds } from './worlds.ts';
import { sandboxHandle, type SandboxHandle } from './sandbox-handle.ts';
import { Sandboxes } from './sandbox/sandboxes.ts';
import { allSurfaces, surfaceNamed } from './surfaces/all-surfaces.ts';

/** An emulator that serves. */
export interface Emulator {
  /** Scheme, host and port: `http://127.0.0.1:53211`. */
  readonly url: string;
  readonly port: number;
  /** The sandbox of that name; it is made when first used. */
  sandbox(name: string): SandboxHandle;
  /**
   * A sandbox with options of its own; what is not given is as the emulator was started.
   * @throws when there is one of that name with other options.
   */
  createSandbox(name: string, settings?: SandboxSettings): SandboxHandle;
  /** Those there are, in the order in which they were made. */
  sandboxes(): readonly SandboxState[];
  /** Stops serving and forgets everything. Nothing stays open. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an emulator and answers once it serves.
 * @throws OptionsError with every problem of the options, those in the files of `fixtures` included; the listen error of Node (`EADDRINUSE` for a port in use).
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const normalized = normalizeOptions(options);
  const own = normalized.fixtures === null ? null : await loadOwnRows(normalized.fixtures, allSurfaces);
  const house = build(normalized, own);
  const server = await listen(house.app, normalized.port, normalized.host);
  house.server = server;
  const { url, port } = server;
  return { url, port, ...openHouse(house, url) };
}

/** What a program may do with an emulator, whether it listens or not. */
function openHouse(house: House, url: string): Omit<Emulator, 'url' | 'port'> {
  const { sandboxes, issuer } = house;
  const handleOf = (name: string): SandboxHandle => sandboxHandle({ sandboxes, issuer, url }, name);
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= closeAll(house));
  return {
    sandbox: handleOf,
    createSandbox: (name, settings) => handleOf(makeSandbox(sandboxes, name, settings).sandbox.name),
    sandboxes: () => listSandboxes(sandboxes, url),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface House {
  readonly app: RequestListener;
  readonly sandboxes: Sandboxes;
  readonly issuer: Issuer;
  readonly callbackClient: CallbackClient;
  readonly engine: ReportEngine;
  readonly fileCache: FileCache;
  readonly logger: Logger;
  /** Null until it listens. */
  server: HttpServer | null;
}

/** Wires everything once. What lies behind a room is handed to it here. */
function build(options: NormalizedOptions, own: OwnRows | null): House {
  const logger = createLogger(options.logLevel);
  const linkSecret = randomBytes(32);
  const fileCache = new FileCache();
  const onLoopback = isLoopbackAddress(options.host);
  const listeningUrl = (): string => house.server?.url ?? `http://127.0.0.1:${options.port}`;
  const callbackClient = new CallbackClient({
    wall: wallClock,
    hosts: new CallbackHosts({
      named: options.callbackHosts,
      anywhereByDefault: onLoopback,
      ownHosts: () =>
        [listeningUrl(), options.publicUrl ?? listeningUrl()].map((url) =>
          new URL(url).hostname.toLowerCase(),
        ),
    }),
  });
  const worldOf = createWorlds(own);
  const engine = new ReportEngine({
    wall: wallClock,
    workshop: {
      datasetsOf: (surface) => surfaceNamed(surface).datasets,
      worldOf: ({ seed, customers }) => worldOf(seed, customers),
    },
    workerSetup: { ownRows: own === null ? null : { folder: own.folder, hash: own.hash } },
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
  const issuer = new Issuer();
  const app = createHttpApp({
    surfaces: allSurfaces,
    sandboxes,
    fileCache,
    linkSecret,
    issuer,
    guard: {
      adminKey: options.adminKey,
      onLoopback,
      allowedHosts: options.allowedHosts,
      publicUrl: options.publicUrl,
    },
    links: { publicUrl: options.publicUrl, trustProxy: options.trustProxy },
    cors: options.cors,
    logger,
    listeningUrl,
  });
  const house: House = { app, sandboxes, issuer, callbackClient, engine, fileCache, logger, server: null };
  return house;
}

async function closeAll(house: House): Promise<void> {
  const { sandboxes, callbackClient, engine, fileCache } = house;
  sandboxes.stop();
  callbackClient.close();
  // Who waits for a big report must not hold up the end.
  await engine.close();
  await house.server?.close();
  await fileCache.close();
}
