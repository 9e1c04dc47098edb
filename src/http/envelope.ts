import { STATUS_CODES } from 'node:http';
import { API_ERRORS, ApiError, refuse, type ApiErrorRow } from '../errors/api-errors.ts';
import type { Surface } from '../surfaces/surface.ts';
import type { Exchange } from './exchange.ts';

/** What an operation answers with; the envelope adds the rest. */
export interface Answer {
  readonly value: readonly unknown[];
  readonly message: string | null;
  readonly dataRedacted: boolean;
}

type Headers = Readonly<Record<string, string>>;

/** The only place that answers a surface. */
export function sendAnswer(exchange: Exchange, answer: Answer, headers: Headers = {}): void {
  send(exchange, 200, answer, headers);
}

/** @param surface null where the request was for none. */
export function sendRefusal(
  exchange: Exchange,
  error: unknown,
  surface: Surface | null,
  headers: Headers = {},
): void {
  const refusal =
    error instanceof ApiError
      ? error
      : refuse('server.unexpected', `Correlation ID ${exchange.correlationId}`);
  const { status, message, headers: own } = describeRefusal(refusal, surface, exchange.correlationId);
  send(exchange, status, { value: [], message, dataRedacted: false }, { ...own, ...headers });
}

/** A refusal that was asked for by a fault, with the status it names. */
export function sendInjected(
  exchange: Exchange,
  status: number,
  message: string | null,
  headers: Headers,
): void {
  const text = message ?? `${API_ERRORS['fault.injected'].text} - ${STATUS_CODES[status] ?? status}`;
  const rule = { 'X-Emulator-Rule': 'fault.injected' };
  send(exchange, status, { value: [], message: text, dataRedacted: false }, { ...rule, ...headers });
}

export function describeRefusal(
  refusal: ApiError,
  surface: Surface | null,
  correlationId: string,
): { status: number; message: string; headers: Record<string, string> } {
  const row: ApiErrorRow = API_ERRORS[refusal.rule];
  const text = (surface?.messages[refusal.rule] ?? row.text)
    .replace('{correlationId}', correlationId)
    // Last: it may hold whatever was sent.
    .replace('{value}', () => refusal.value ?? '');
  const headers: Record<string, string> = { 'X-Emulator-Rule': refusal.rule };
  const hint = refusal.hint ?? row.hint;
  if (hint !== undefined) headers['X-Emulator-Hint'] = hint;
  // Calls go through by turns, so there is no need to wait.
  if (refusal.rule === 'story.throttled') headers['Retry-After'] = '1';
  if (refusal.rule === 'auth.missing') headers['WWW-Authenticate'] = 'Bearer';
  if (refusal.rule === 'auth.token') headers['WWW-Authenticate'] = challenge(refusal.detail ?? '');
  return {
    status: row.status,
    message: refusal.detail === null ? text : `${text} - ${refusal.detail}`,
    headers,
  };
}

/** As RFC 6750 has it. The texts hold no quotation marks. */
function challenge(description: string): string {
  return `Bearer error="invalid_token", error_description="${description}"`;
}

export function envelope(status: number, { value, message, dataRedacted }: Answer): string {
  return JSON.stringify({
    value,
    nextLink: null,
    totalCount: value.length,
    message,
    statusCode: status,
    dataRedacted,
  });
}

function send(exchange: Exchange, status: number, answer: Answer, headers: Headers): void {
  const { response, correlationId, requestId } = exchange;
  const body = envelope(status, answer);
  exchange.noted.responseBody = body;
  exchange.noted.hint = headers['X-Emulator-Hint'] ?? null;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'x-ms-correlation-id': correlationId,
    'x-ms-request-id': requestId,
    ...headers,
  });
  response.end(body);
}
