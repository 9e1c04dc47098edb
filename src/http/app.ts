import type { RequestListener } from 'node:http';
import express from 'express';
import { ApiError, refuse } from '../errors/api-errors.ts';
import { ControlError } from '../errors/control-errors.ts';
import type { FileCache } from '../files/file-cache.ts';
import type { Logger } from '../logging/logger.ts';
import type { Sandboxes } from '../sandbox/sandboxes.ts';
import type { Surface } from '../surfaces/surface.ts';
import { allowBrowsers, isPreflight, sendPreflight } from './cors.ts';
import { sendRefusal } from './envelope.ts';
import { openExchange, type Exchange } from './exchange.ts';
import { addressOf, type Addressed } from './find-sandbox.ts';
import { guardControl, type ControlGuard } from './guard-control.ts';
import { linkOrigin, type LinkOriginOptions } from './link-origin.ts';
import { answerControl, sendControlError } from './routes/control.ts';
import { answerFile, sendFileError } from './routes/files.ts';
import { answerSurface } from './routes/surface.ts';
import { answerSwagger, isSwagger } from './routes/swagger.ts';
import { readTarget, type Target } from './target.ts';

export interface AppSetup {
  readonly surfaces: readonly Surface[];
  readonly sandboxes: Sandboxes;
  readonly fileCache: FileCache;
  readonly linkSecret: Uint8Array;
  readonly guard: ControlGuard;
  readonly links: LinkOriginOptions;
  readonly cors: boolean;
  readonly logger: Logger;
  /** Where the emulator listens; asked for once it does. */
  readonly listeningUrl: () => string;
}

/** The whole of HTTP: a request is addressed and answered, and a refusal told in the form of the side that was spoken to. */
export function createHttpApp(setup: AppSetup): RequestListener {
  const answerOne: RequestListener = (request, response) => void live(setup, openExchange(request, response));
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(answerOne);
  // A target that is no path may be one Express can't parse, which it would answer with a page of its own.
  return (request, response) => {
    if (request.url?.startsWith('/')) app(request, response);
    else answerOne(request, response);
  };
}

async function live(setup: AppSetup, exchange: Exchange): Promise<void> {
  logWhenAnswered(setup.logger, exchange);
  let side: Side = { name: 'surface', surface: null };
  try {
    const target = readTarget(exchange.request.url ?? '/');
    const address = addressOf(exchange.request, target);
    side = sideOf(setup.surfaces, address);
    if (setup.cors && side.name !== 'control') allowBrowsers(exchange);
    if (setup.cors && side.name !== 'control' && isPreflight(exchange)) sendPreflight(exchange);
    else await answer(setup, exchange, side, address, target);
  } catch (error) {
    refuseOn(side, setup.logger, exchange, error);
  }
  for (const action of exchange.afterwards) action();
}

/** Which side of the emulator a request speaks to; it decides the form of the answer. */
type Side =
  | { readonly name: 'surface'; readonly surface: Surface | null }
  | { readonly name: 'control' }
  | { readonly name: 'file' };

function sideOf(surfaces: readonly Surface[], { segments, prefix }: Addressed): Side {
  const first = segments[0]?.toLowerCase();
  if (first === '_emulator') return { name: 'control' };
  if (first === 'reports' && prefix === '') return { name: 'file' };
  return { name: 'surface', surface: surfaces.find(({ basePath }) => isBelow(basePath, segments)) ?? null };
}

async function answer(
  setup: AppSetup,
  exchange: Exchange,
  side: Side,
  { sandboxName, segments, prefix }: Addressed,
  target: Target,
): Promise<void> {
  const { sandboxes, surfaces, fileCache, linkSecret, listeningUrl } = setup;
  if (side.name === 'control') {
    guardControl(exchange.request, `/${segments.join('/')}`, setup.guard);
    return answerControl({
      exchange,
      sandboxes,
      sandboxName,
      segments,
      urls: () => ({ http: listeningUrl() }),
    });
  }
  if (side.name === 'file') {
    return answerFile({ exchange, target, sandboxes, surfaces, cache: fileCache, linkSecret });
  }
  const { surface } = side;
  if (surface === null) {
    const bases = surfaces.map(({ basePath }) => basePath).join(' and ');
    throw refuse('route.unknown', `the operations stand under ${bases}`);
  }
  const below = segments.slice(depthOf(surface.basePath));
  if (isSwagger(below)) return answerSwagger(exchange, { surface, segments: below, prefix });
  return answerSurface({
    exchange,
    surface,
    segments: below,
    search: target.search,
    findSandbox: () => sandboxes.find(sandboxName),
    linkOrigin: () => linkOrigin(exchange.request, listeningUrl(), setup.links),
  });
}

function refuseOn(side: Side, logger: Logger, exchange: Exchange, error: unknown): void {
  const { response, request, correlationId } = exchange;
  const isExpected = error instanceof ApiError || error instanceof ControlError;
  if (response.headersSent || request.socket.destroyed) {
    response.destroy();
    return;
  }
  if (!isExpected) logger.error('unexpected error', { correlationId, error });
  if (side.name === 'control') sendControlError(exchange, error);
  else if (side.name === 'file') sendFileError(exchange);
  else sendRefusal(exchange, error, side.surface);
}

function logWhenAnswered(logger: Logger, { request, response, correlationId, requestId }: Exchange): void {
  if (!logger.writes('info')) return;
  const startedAt = performance.now();
  const { method, url } = request;
  response.once('close', () => {
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    const outcome = response.writableFinished ? String(response.statusCode) : 'closed by the client';
    logger.info(`${method} ${url} ${outcome}`, { ms, correlationId, requestId });
  });
}

function isBelow(basePath: string, segments: readonly string[]): boolean {
  return basePath
    .slice(1)
    .split('/')
    .every((part, i) => part === segments[i]?.toLowerCase());
}

function depthOf(basePath: string): number {
  return basePath.split('/').length - 1;
}
