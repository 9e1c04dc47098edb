import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '../../errors/api-errors.ts';
import type { Surface } from '../../surfaces/surface.ts';
import { requireBuiltFile } from '../built-file.ts';
import { sendRefusal } from '../envelope.ts';
import type { Exchange } from '../exchange.ts';

export interface SwaggerRequest {
  readonly surface: Surface;
  /** From `swagger` on. */
  readonly segments: readonly string[];
  /** `/sandbox/{name}` when the path had it. */
  readonly prefix: string;
}

export function isSwagger(segments: readonly string[]): boolean {
  return segments[0]?.toLowerCase() === 'swagger' && segments.length <= 2;
}

/** Swagger UI at `swagger/index.html`, with all it needs beside it. No token, no network. */
export async function answerSwagger(
  exchange: Exchange,
  { surface, segments, prefix }: SwaggerRequest,
): Promise<void> {
  const { method, url = '' } = exchange.request;
  exchange.noted.hidden = true;
  if (method !== 'GET' && method !== 'HEAD') {
    const refusal = refuse('route.method', `${method} is not among GET, HEAD`);
    return sendRefusal(exchange, refusal, surface, { Allow: 'GET, HEAD' });
  }
  if (segments.length === 1) return sendToPage(exchange, url);
  // Only whoever opens the page pays for loading it.
  const page = await import('../swagger-page.ts');
  const name = segments[1]?.toLowerCase() ?? '';
  const policy = { 'Content-Security-Policy': page.SWAGGER_CONTENT_SECURITY_POLICY };
  if (name === 'index.html') {
    return send(
      exchange,
      'text/html; charset=utf-8',
      page.swaggerPage('Partner Center Insights API (emulated)'),
      policy,
    );
  }
  if (name === 'swagger-initializer.js')
    return send(exchange, 'text/javascript; charset=utf-8', page.SWAGGER_INITIALIZER);
  if (name === 'openapi.json') {
    const description = page.parseDescription(await readFile(requireBuiltFile('openapi.json'), 'utf8'));
    const own = page.describeSurface(description, prefix, surface.basePath);
    return send(exchange, 'application/json; charset=utf-8', JSON.stringify(own));
  }
  const mediaType = Object.hasOwn(page.SWAGGER_ASSETS, name) ? page.SWAGGER_ASSETS[name] : undefined;
  if (mediaType === undefined) throw refuse('route.unknown', `there is no swagger/${name.slice(0, 100)}`);
  return send(exchange, mediaType, await readFile(requireBuiltFile(join('swagger-ui', name))));
}

/** Below `swagger` itself the page would look for its scripts in the wrong place. */
function sendToPage({ response }: Exchange, url: string): void {
  const below = url.split('?', 1).join().endsWith('/') ? '' : 'swagger/';
  response.writeHead(302, { Location: `${below}index.html`, 'Content-Length': 0 }).end();
}

function send(
  exchange: Exchange,
  mediaType: string,
  content: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(content);
  exchange.response.writeHead(200, {
    'Content-Type': mediaType,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-correlation-id': exchange.correlationId,
    'x-ms-request-id': exchange.requestId,
    ...headers,
  });
  exchange.response.end(exchange.request.method === 'HEAD' ? undefined : bytes);
}
