import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import { ApiError, refuse } from '../errors/api-errors.ts';
import { ControlError } from '../errors/control-errors.ts';
import type { Effect } from '../faults/effect.ts';
import { AadError } from '../identity/aad-errors.ts';
import type { Directory } from '../identity/directory.ts';
import type { Issuer } from '../identity/issuer.ts';
import type { RefreshTokens } from '../identity/refresh-tokens.ts';
import type { FileCache } from '../files/file-cache.ts';
import type { Logger } from '../logging/logger.ts';
import { DEFAULT_SANDBOX, type Sandboxes } from '../sandbox/sandboxes.ts';
import type { Surface } from '../surfaces/surface.ts';
import { hintFor } from './route-hint.ts';
import { ClientLeft } from './client-left.ts';
import { allowBrowsers, isPreflight, sendPreflight } from './cors.ts';
import { sendInjected, sendRefusal } from './envelope.ts';
import { openExchange, takenMs, type Exchange } from './exchange.ts';
import { addressOf, type Addressed } from './find-sandbox.ts';
import { keepInJournal } from './keep-in-journal.ts';
import { DASHBOARD, guardControl, type ControlGuard } from './guard-control.ts';
import { mountPathOf } from './mount-path.ts';
import { fileOrigin, linkOrigin, type LinkOriginOptions } from './link-origin.ts';
import { meetFaults } from './meet-faults.ts';
import { answerControl, sendControlError } from './routes/control.ts';
import { answerDashboard, asksForPage, isDashboard } from './routes/dashboard.ts';
import { answerFile, fileOperation, sendFault, sendFileError } from './routes/files.ts';
import { answerIdentity, identityOperation, isIdentityPath } from './routes/identity.ts';
import { answerSurface, depthOf, surfaceOperation } from './routes/surface.ts';
import { answerSwagger, isSwagger } from './routes/swagger.ts';
import { findTenant } from './sign-in/find-tenant.ts';
import { sendAadError, sendAadFault } from './sign-in/send-aad-error.ts';
import { readTarget, type Target } from './target.ts';

export interface AppSetup {
  readonly surfaces: readonly Surface[];
  readonly sandboxes: Sandboxes;
  readonly fileCache: FileCache;
  readonly linkSecret: Uint8Array;
  readonly issuer: Issuer;
  readonly refreshTokens: RefreshTokens;
  readonly directory: Directory;
  readonly guard: ControlGuard;
  readonly links: LinkOriginOptions;
  readonly cors: boolean;
  readonly logger: Logger;
  /** Where the emulator listens, once it does; null when it is mounted in something else that does. */
  readonly listeningUrl: () => string | null;
  /** Those beside it, where it listens. */
  readonly otherUrls: () => { readonly https?: string; readonly proxy?: string };
}

/** The whole of HTTP: a request is addressed and answered, and a refusal told in the form of the side that was spoken to. */
export function createHttpApp(setup: AppSetup): RequestListener {
  const answerOne: RequestListener = (request, response) => {
    // Nothing that happens to one request may end the process.
    live(setup, openExchange(request, response)).catch((error: unknown) => {
      setup.logger.error('unexpected error', { error });
      response.destroy();
    });
  };
  // The router by itself: an app gives each message another prototype, which made it slow to be asked and to be collected. That took most
  // of the time of a small answer.
  const router = express.Router().use(answerOne);
  // Its types ask for the messages of an app; it is made to be used without one as well.
  const route = router as unknown as (
    request: IncomingMessage,
    response: ServerResponse,
    otherwise: () => void,
  ) => void;
  return (request, response) => {
    const answerUnrouted = (): void => answerOne(request, response);
    // A target that is no path may be one that the router can't parse.
    if (request.url?.startsWith('/')) route(request, response, answerUnrouted);
    else answerUnrouted();
  };
}

async function live(setup: AppSetup, exchange: Exchange): Promise<void> {
  logWhenAnswered(setup.logger, exchange);
  let side = sideAtFirstGlance(exchange.request.url ?? '/');
  let address: Addressed | null = null;
  try {
    const target = readTarget(exchange.request.url ?? '/');
    address = await addressOf(exchange.request, target, setup.issuer);
    side = sideOf(setup.surfaces, exchange, address);
    if (side.name === 'identity') address = inSandboxOfTenant(setup, address);
    if (setup.cors && side.name !== 'control') allowBrowsers(exchange);
    if (setup.cors && side.name !== 'control' && isPreflight(exchange)) sendPreflight(exchange);
    else {
      const struck = strike(setup, exchange, side, address);
      // Without faults nothing is waited for.
      const effects = struck instanceof Promise ? await struck : struck;
      if (effects !== null) await answer(setup, exchange, side, { address, target, effects });
    }
  } catch (error) {
    refuseOn(setup, side, exchange, error, address);
  }
  if (address !== null) note(setup, exchange, side, address);
  if (exchange.isObserving) return;
  for (const action of exchange.afterwards) doAfterwards(setup.logger, action);
}

/** The answer is out: what fails now is nobody's but the log's. */
function doAfterwards(logger: Logger, action: () => void): void {
  try {
    action();
  } catch (error) {
    logger.error('something after an answer failed', { error });
  }
}

/** Which side of the emulator a request speaks to; it decides the form of the answer. */
type Side =
  | { readonly name: 'surface'; readonly surface: Surface | null }
  | { readonly name: 'control' }
  | { readonly name: 'file' }
  | { readonly name: 'identity' };

/** For a target that can't be read any further. */
function sideAtFirstGlance(url: string): Side {
  if (/^\/+(?:sandbox\/+[^/?]*\/+)?_emulator(?:[/?]|$)/i.test(url)) return { name: 'control' };
  if (/^\/+reports(?:[/?]|$)/i.test(url)) return { name: 'file' };
  return /^\/+(?:sandbox\/+[^/?]*\/+)?[^/?]+\/+(?:oauth2|discovery|userrealm|(?:v2\.0\/+)?\.well-known)(?:[/?]|$)/i.test(
    url,
  )
    ? { name: 'identity' }
    : { name: 'surface', surface: null };
}

function sideOf(surfaces: readonly Surface[], { request }: Exchange, { segments, prefix }: Addressed): Side {
  const first = segments[0]?.toLowerCase();
  if (first === '_emulator' || asksForPage(request, segments)) return { name: 'control' };
  if (first === 'reports' && prefix === '') return { name: 'file' };
  if (isIdentityPath(segments)) return { name: 'identity' };
  return { name: 'surface', surface: surfaces.find(({ basePath }) => isBelow(basePath, segments)) ?? null };
}

/** A token endpoint of a tenant that stands for a sandbox is in it, unless the request names another. */
function inSandboxOfTenant({ sandboxes, directory }: AppSetup, address: Addressed): Addressed {
  if (address.isNamed) return address;
  const sandbox = findTenant(address.segments[0] ?? '', sandboxes, directory)?.sandbox ?? null;
  return sandbox === null ? address : { ...address, sandboxName: sandbox };
}

/** For a client that does not tell by which host it came. */
const SOMEWHERE = 'http://localhost';

const NO_EFFECTS: readonly Effect[] = [];

/** Faults act before routing; never on the control plane. Null when one was the end of the request. */
function strike(
  { sandboxes }: AppSetup,
  exchange: Exchange,
  side: Side,
  { sandboxName, segments }: Addressed,
): Promise<readonly Effect[] | null> | readonly Effect[] {
  if (side.name === 'control' || exchange.isObserving) return NO_EFFECTS;
  const isFile = side.name === 'file';
  const faults = sandboxes.existing(isFile ? (segments[1] ?? '') : sandboxName)?.faults;
  if (faults === undefined || faults.isEmpty) return NO_EFFECTS;
  exchange.noted.operation = operationOn(side, exchange, segments);
  return meetFaults({
    exchange,
    faults,
    segments,
    operation: exchange.noted.operation,
    answer(status, message, headers) {
      if (isFile) sendFault(exchange, { kind: 'injected', status, message, headers });
      else if (side.name === 'identity')
        sendAadFault(exchange, { status, message, headers }, { sandboxes, sandboxName });
      else sendInjected(exchange, status, message, headers);
    },
  });
}

function operationOn(side: Side, exchange: Exchange, segments: readonly string[]): string | null {
  if (side.name === 'file') return fileOperation(exchange);
  if (side.name === 'identity') return identityOperation(exchange, segments);
  return side.name === 'surface' ? surfaceOperation(exchange, side.surface, segments) : null;
}

interface Asked {
  readonly address: Addressed;
  readonly target: Target;
  /** What faults do to it from here on. */
  readonly effects: readonly Effect[];
}

async function answer(
  setup: AppSetup,
  exchange: Exchange,
  side: Side,
  { address, target, effects }: Asked,
): Promise<void> {
  const { sandboxName, segments, prefix } = address;
  const { sandboxes, surfaces, fileCache, linkSecret, listeningUrl, otherUrls } = setup;
  const origin = (): string => linkOrigin(exchange.request, listeningUrl() ?? SOMEWHERE, setup.links);
  if (side.name === 'control') {
    const isPage = isDashboard(segments);
    guardControl(exchange.request, isPage ? DASHBOARD : `/${segments.join('/')}`, setup.guard);
    if (isPage) return answerDashboard({ exchange, sandboxName, path: target.path, segments });
    return answerControl({
      exchange,
      sandboxes,
      sandboxName,
      segments,
      search: target.search,
      issuer: setup.issuer,
      urls: () => ({ http: listeningUrl() ?? origin(), ...otherUrls() }),
    });
  }
  if (side.name === 'file') {
    return answerFile({ exchange, target, effects, sandboxes, cache: fileCache, linkSecret });
  }
  if (side.name === 'identity') {
    const { directory, issuer, refreshTokens } = setup;
    const base = origin() + prefix;
    const whom = { sandboxes, sandboxName, directory, issuer, refreshTokens };
    return answerIdentity({ exchange, segments, search: target.search, base, ...whom });
  }
  const { surface } = side;
  if (surface === null) {
    const bases = surfaces.map(({ basePath }) => basePath).join(' and ');
    const hint = hintFor(exchange.request.method ?? 'GET', segments, surfaces);
    const refusal = refuse('route.unknown', `the operations stand under ${bases}`);
    return sendRefusal(exchange, refusal, null, { 'X-Emulator-Hint': hint });
  }
  const below = segments.slice(depthOf(surface));
  if (isSwagger(below))
    return answerSwagger(exchange, {
      surface,
      segments: below,
      prefix: mountPathOf(exchange.request) + prefix,
    });
  return answerSurface({
    exchange,
    surface,
    segments: below,
    search: target.search,
    effects,
    issuer: setup.issuer,
    findSandbox: () => sandboxes.find(sandboxName),
    linkOrigin: () => fileOrigin(exchange.request, listeningUrl() ?? SOMEWHERE, setup.links),
  });
}

/** The control plane is not part of what is looked at through it. */
function note(
  { sandboxes }: AppSetup,
  exchange: Exchange,
  side: Side,
  { sandboxName, segments }: Addressed,
): void {
  if (side.name === 'control' || exchange.isObserving) return;
  keepInJournal(exchange, sandboxes, side.name === 'file' ? (segments[1] ?? '') : sandboxName);
}

function refuseOn(
  { logger, sandboxes }: AppSetup,
  side: Side,
  exchange: Exchange,
  error: unknown,
  address: Addressed | null,
): void {
  const { response, request, correlationId } = exchange;
  const isExpected = [ApiError, ControlError, AadError, ClientLeft].some((kind) => error instanceof kind);
  // A stop breaks off what is under way.
  if (!isExpected && !sandboxes.stopped) logger.error('unexpected error', { correlationId, error });
  if (response.headersSent || request.socket.destroyed) {
    response.destroy();
    return;
  }
  if (side.name === 'control') sendControlError(exchange, error);
  else if (side.name === 'file') sendFileError(exchange, error);
  else if (side.name === 'identity')
    sendAadError(exchange, error, { sandboxes, sandboxName: address?.sandboxName ?? DEFAULT_SANDBOX });
  else sendRefusal(exchange, error, side.surface);
}

function logWhenAnswered(logger: Logger, exchange: Exchange): void {
  if (!logger.writes('info')) return;
  const { request, response, correlationId, requestId } = exchange;
  const { method, url } = request;
  response.once('close', () => {
    const outcome = response.writableFinished ? String(response.statusCode) : 'broken off';
    logger.info(`${method} ${url} ${outcome}`, { ms: takenMs(exchange), correlationId, requestId });
  });
}

function isBelow(basePath: string, segments: readonly string[]): boolean {
  return basePath
    .slice(1)
    .split('/')
    .every((part, i) => part === segments[i]?.toLowerCase());
}
