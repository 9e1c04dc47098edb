import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ControlError } from '../../errors/control-errors.ts';
import { requireSandboxName } from '../../sandbox/sandboxes.ts';
import { builtFile } from '../built-file.ts';
import { header, type Exchange } from '../exchange.ts';
import { isBareMountPath, mountPathOf } from '../mount-path.ts';

/** Everything comes from the emulator itself, nothing stands within the page, and no page of others may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
};

/** The page, for whoever would rather have a page than JSON: what an API client gets there is no concern of the dashboard. */
export function asksForPage({ method, headers }: IncomingMessage, segments: readonly string[]): boolean {
  if (segments.length > 0 || (method !== 'GET' && method !== 'HEAD')) return false;
  const accept = headers.accept ?? '';
  return wishFor(accept, 'text/html') > wishFor(accept, 'application/json');
}

/** `_emulator/dashboard/…`, below which the page finds its script and its styles. */
export function isDashboard(segments: readonly string[]): boolean {
  return segments.length === 0 || (segments.length === 3 && segments[1]?.toLowerCase() === 'dashboard');
}

export interface DashboardRequest {
  readonly exchange: Exchange;
  readonly sandboxName: string;
  /** As sent, with the sandbox. */
  readonly path: string;
  /** None for the page itself. */
  readonly segments: readonly string[];
}

export async function answerDashboard({
  exchange,
  sandboxName,
  path,
  segments,
}: DashboardRequest): Promise<void> {
  const { method = 'GET' } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD')
    throw new ControlError('MethodNotAllowed', `${method} is not among GET, HEAD`);
  requireSandboxName(sandboxName);
  const name = segments[2]?.toLowerCase() ?? 'index.html';
  // Without the slash the page would look for its script in the wrong place.
  if (segments.length === 0 && !path.endsWith('/'))
    return redirect(exchange, `${encodeURIComponent(sandboxName)}/`);
  if (segments.length === 0 && isBareMountPath(exchange.request))
    return redirect(exchange, `./${mountPathOf(exchange.request).split('/').at(-1)}/`);
  const mediaType = Object.hasOwn(MEDIA_TYPES, name) ? MEDIA_TYPES[name] : undefined;
  if (mediaType === undefined)
    throw new ControlError('NotFound', `The dashboard has no file '${name.slice(0, 100)}'`);
  const file = builtFile(join('web', name));
  if (file === null) return sendMissing(exchange);
  await sendFile(exchange, file, mediaType);
}

async function sendFile(exchange: Exchange, file: string, mediaType: string): Promise<void> {
  const { request, response } = exchange;
  const compressed = wishFor(header(request, 'accept-encoding') ?? '', 'gzip') > 0;
  const bytes = await readFile(compressed ? `${file}.gz` : file);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const headers = {
    ...commonHeaders(exchange),
    ETag: etag,
    // Asked for again each time, and mostly not sent again: a new version is there at once.
    'Cache-Control': 'no-cache',
    Vary: 'Accept, Accept-Encoding',
  };
  if (header(request, 'if-none-match')?.split(/,\s*/).includes(etag) === true) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': mediaType,
    'Content-Length': bytes.length,
    ...(compressed ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function redirect(exchange: Exchange, location: string): void {
  const headers = { ...commonHeaders(exchange), Location: location, 'Content-Length': 0 };
  exchange.response.writeHead(302, headers).end();
}

/** Sources that have not been built. */
function sendMissing(exchange: Exchange): void {
  const text = 'The dashboard is not there: `npm run build` makes it.\n';
  exchange.response.writeHead(404, {
    ...commonHeaders(exchange),
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': text.length,
  });
  exchange.response.end(exchange.request.method === 'HEAD' ? undefined : text);
}

function commonHeaders({ correlationId, requestId }: Exchange): Readonly<Record<string, string>> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'x-ms-correlation-id': correlationId,
    'x-ms-request-id': requestId,
  };
}

/** How much it is wished for, from 0 to 1, by a header of the kind of Accept: by its own name, else by one that stands for all. */
function wishFor(accept: string, name: string): number {
  const wishes = new Map(
    accept.split(',').map((part) => {
      const [value = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return [value, quality === undefined ? 1 : Number(quality) || 0] as const;
    }),
  );
  return (
    wishes.get(name) ??
    wishes.get(`${name.split('/', 1).join()}/*`) ??
    wishes.get('*/*') ??
    wishes.get('*') ??
    0
  );
}
