import type { Exchange } from '../exchange.ts';
import { returnedId } from './client-request-id.ts';
import type { EndpointAnswer } from './endpoint.ts';

/** The only place that answers on the side that gives tokens. */
export function sendEndpointAnswer(
  exchange: Exchange,
  { status = 200, json, html, headers = {} }: EndpointAnswer,
): void {
  const { response, noted, correlationId, requestId } = exchange;
  const body = html ?? (json === undefined ? '' : JSON.stringify(json));
  if (json !== undefined) noted.responseBody = body;
  const type = html === undefined ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  response.writeHead(status, {
    ...(body === '' ? {} : { 'Content-Type': type }),
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-correlation-id': correlationId,
    'x-ms-request-id': requestId,
    ...returnedId(exchange),
    ...headers,
  });
  response.end(body);
}
