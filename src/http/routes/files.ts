import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { wallClock } from '../../clock/wall-clock.ts';
import { ApiError } from '../../errors/api-errors.ts';
import { answerBlob } from '../../files/blob-answer.ts';
import { blobError, type BlobFault } from '../../files/blob-error.ts';
import { blobHeaders, type BlobRequest } from '../../files/blob-headers.ts';
import type { FileCache } from '../../files/file-cache.ts';
import { parseFilePath } from '../../files/file-path.ts';
import { etagOf } from '../../files/report-file.ts';
import { checkSignedLink, linkExpiry } from '../../files/signed-link.ts';
import { findReportFile, type ReportFile } from '../../sandbox/find-report-file.ts';
import { DOWNLOAD } from '../../faults/fault-event.ts';
import { CutOff, type Effect } from '../../faults/effect.ts';
import { isAmong, sendUnder, touchesBytes } from '../../faults/undergo.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';
import { ClientLeft, isBrokenConnection } from '../client-left.ts';
import { header, type Exchange } from '../exchange.ts';
import type { Target } from '../target.ts';

export interface FileRequest {
  readonly exchange: Exchange;
  readonly target: Target;
  readonly effects: readonly Effect[];
  readonly sandboxes: Sandboxes;
  readonly cache: FileCache;
  readonly linkSecret: Uint8Array;
}

/** Answers as a blob behind a shared access signature: the signature first, then its time, then whether the file is there. */
export async function answerFile(request: FileRequest): Promise<void> {
  const { exchange, target, sandboxes, linkSecret } = request;
  exchange.noted.operation = 'DownloadReport';
  const { method = 'GET' } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD') return sendFault(exchange, { kind: 'method', method });
  const path = parseFilePath(target.path);
  const sandbox = path === null ? null : sandboxes.existing(path.sandbox);
  sandbox?.clock.catchUp();
  const link = { path: target.path, query: target.search, secret: linkSecret };
  // A link to a sandbox that is gone has no time to have expired by.
  const verdict = checkSignedLink({ ...link, now: sandbox?.clock.now() ?? -Infinity });
  if (verdict === 'expired' || (verdict === 'valid' && isAmong(request.effects, 'expiredLink')))
    return sendFault(
      exchange,
      { kind: 'expired', expiresAt: linkExpiry(target.search) },
      sandbox?.clock.now(),
    );
  if (verdict !== 'valid') return sendFault(exchange, { kind: verdict });
  const file = path === null || sandbox === null ? null : findReportFile(sandbox, path);
  if (file === null || sandbox === null) return sendFault(exchange, { kind: 'deleted' });
  await sendFile(request, sandbox, file);
}

/** What a request for a file asks for; null for what is no download. */
export function fileOperation({ request: { method } }: Exchange): string | null {
  return method === 'GET' || method === 'HEAD' ? DOWNLOAD : null;
}

/**
 * What is refused before anything is looked for is an address that can't be read. A generation that failed is the blob service's
 * 500; the next request tries again.
 */
export function sendFileError(exchange: Exchange, error: unknown): void {
  sendFault(exchange, { kind: error instanceof ApiError ? 'malformed' : 'failed' });
}

async function sendFile(
  { exchange, effects, cache }: FileRequest,
  sandbox: Sandbox,
  file: ReportFile,
): Promise<void> {
  const { request, response } = exchange;
  const { recipe, reportName, completedAt } = file;
  const etag = etagOf(recipe);
  using stored = await cache.getOrMake(etag, () => sandbox.makeFile(recipe));
  const blob = {
    size: file.cut ? Math.floor(stored.size / 2) : stored.size,
    etag,
    lastModified: completedAt,
    format: recipe.format,
    compressed: recipe.compress,
    reportName,
  };
  const answer = answerBlob(request.method ?? 'GET', request.headers, blob);
  if (answer.status === 412) return sendFault(exchange, { kind: 'condition' });
  if (answer.status === 416) return sendFault(exchange, { kind: 'range', contentRange: answer.contentRange });
  response.writeHead(answer.status, {
    ...blobHeaders(answer, blob, blobRequest(exchange)),
    'x-ms-correlation-id': exchange.correlationId,
  });
  if (request.method === 'HEAD' || answer.status === 304) {
    response.end();
    return;
  }
  const bytes = stored.read(answer.start, answer.end);
  if (touchesBytes(effects)) await sendStruck(exchange, bytes, effects);
  else await sendBytes(exchange, bytes);
}

async function sendBytes({ response }: Exchange, bytes: Uint8Array | Readable): Promise<void> {
  if (!(bytes instanceof Readable)) {
    response.end(bytes);
    return;
  }
  try {
    await pipeline(bytes, response);
  } catch (error) {
    throw isBrokenConnection(error) ? new ClientLeft() : error;
  }
}

/** Bytes on which faults have an effect. Each goes out before the next, so that what comes before a cut arrives. */
async function sendStruck(
  { response }: Exchange,
  bytes: Uint8Array | Readable,
  effects: readonly Effect[],
): Promise<void> {
  const whole = bytes instanceof Readable ? bytes : Readable.from([bytes]);
  try {
    for await (const block of sendUnder(effects, whole, wait)) {
      if (response.destroyed) return;
      await new Promise<void>((resolve) => response.write(block, () => resolve()));
    }
    response.end();
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    response.flushHeaders();
    response.destroy();
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => wallClock.after(ms, resolve));
}

/** @param now the sandbox's time, where there is one. */
export function sendFault(exchange: Exchange, fault: BlobFault, now = wallClock.calendarMs()): void {
  const { status, headers, body } = blobError(fault, blobRequest(exchange), now);
  exchange.response.writeHead(status, { ...headers, 'x-ms-correlation-id': exchange.correlationId });
  exchange.noted.responseBody = body;
  exchange.response.end(exchange.request.method === 'HEAD' ? undefined : body);
}

function blobRequest({ request, requestId }: Exchange): BlobRequest {
  return {
    requestId,
    version: header(request, 'x-ms-version'),
    clientRequestId: header(request, 'x-ms-client-request-id'),
  };
}
