import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { wallClock } from '../../clock/wall-clock.ts';
import { answerBlob } from '../../files/blob-answer.ts';
import { blobError, type BlobFault } from '../../files/blob-error.ts';
import { blobHeaders, type BlobRequest } from '../../files/blob-headers.ts';
import type { FileCache } from '../../files/file-cache.ts';
import { parseFilePath } from '../../files/file-path.ts';
import { makeReport } from '../../files/make-report.ts';
import { etagOf } from '../../files/report-file.ts';
import { checkSignedLink, linkExpiry } from '../../files/signed-link.ts';
import { findReportFile, type ReportFile } from '../../sandbox/find-report-file.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';
import type { Surface } from '../../surfaces/surface.ts';
import { header, type Exchange } from '../exchange.ts';
import type { Target } from '../target.ts';

export interface FileRequest {
  readonly exchange: Exchange;
  readonly target: Target;
  readonly sandboxes: Sandboxes;
  readonly surfaces: readonly Surface[];
  readonly cache: FileCache;
  readonly linkSecret: Uint8Array;
}

/** Answers as a blob behind a shared access signature: the signature first, then its time, then whether the file is there. */
export async function answerFile(request: FileRequest): Promise<void> {
  const { exchange, target, sandboxes, linkSecret } = request;
  const { method = 'GET' } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD') return sendFault(exchange, { kind: 'method', method });
  const path = parseFilePath(target.path);
  const sandbox = path === null ? null : sandboxes.existing(path.sandbox);
  sandbox?.clock.catchUp();
  const link = { path: target.path, query: target.search, secret: linkSecret };
  // A link to a sandbox that is gone has no time to have expired by.
  const verdict = checkSignedLink({ ...link, now: sandbox?.clock.now() ?? -Infinity });
  if (verdict === 'expired')
    return sendFault(exchange, { kind: verdict, expiresAt: linkExpiry(target.search) });
  if (verdict !== 'valid') return sendFault(exchange, { kind: verdict });
  const file = path === null || sandbox === null ? null : findReportFile(sandbox, path);
  if (file === null || sandbox === null) return sendFault(exchange, { kind: 'deleted' });
  await sendFile(request, sandbox, file);
}

/** A generation that failed is the blob service's 500; the next request tries again. */
export function sendFileError(exchange: Exchange): void {
  sendFault(exchange, { kind: 'failed' });
}

async function sendFile(
  { exchange, surfaces, cache }: FileRequest,
  sandbox: Sandbox,
  file: ReportFile,
): Promise<void> {
  const { request, response } = exchange;
  const { recipe, reportName, completedAt } = file;
  const surface = surfaces.find(({ name }) => name === recipe.surface);
  if (surface === undefined) throw new Error(`There is no surface ${recipe.surface}`);
  const etag = etagOf(recipe);
  using stored = await cache.getOrMake(etag, () => makeReport(recipe, surface.datasets, sandbox.data()));
  const blob = {
    size: stored.size,
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
  await sendBytes(exchange, stored.read(answer.start, answer.end));
}

async function sendBytes({ response }: Exchange, bytes: Uint8Array | Readable): Promise<void> {
  if (bytes instanceof Readable) await pipeline(bytes, response);
  else response.end(bytes);
}

function sendFault(exchange: Exchange, fault: BlobFault): void {
  const { status, headers, body } = blobError(fault, blobRequest(exchange), wallClock.calendarMs());
  exchange.response.writeHead(status, { ...headers, 'x-ms-correlation-id': exchange.correlationId });
  exchange.response.end(exchange.request.method === 'HEAD' ? undefined : body);
}

function blobRequest({ request, requestId }: Exchange): BlobRequest {
  return {
    requestId,
    version: header(request, 'x-ms-version'),
    clientRequestId: header(request, 'x-ms-client-request-id'),
  };
}
