import { allControls } from '../../control/all-controls.ts';
import { wallClock } from '../../clock/wall-clock.ts';
import type { ControlContext } from '../../control/control.ts';
import { ApiError } from '../../errors/api-errors.ts';
import { ControlError, type ControlErrorCode } from '../../errors/control-errors.ts';
import { operations } from '../../generated/request-inputs.ts';
import { didYouMean } from '../../primitives/nearest-name.ts';
import type { Issuer } from '../../identity/issuer.ts';
import { MOST_STATE_BYTES } from '../../sandbox/bounds.ts';
import { requireSandboxName, type Sandboxes } from '../../sandbox/sandboxes.ts';
import { describeRefusal } from '../envelope.ts';
import { header, type Exchange } from '../exchange.ts';
import { BodyTooLarge, isJson, parseJson, readBody } from '../read-body.ts';
import { sendEvents } from '../send-events.ts';
import { RouteTable } from '../route-table.ts';

const routes = new RouteTable(operations.filter((operation) => operation.area === 'control'));
const LONGEST_BODY = 1024 * 1024;

export interface ControlRequest {
  readonly exchange: Exchange;
  readonly sandboxes: Sandboxes;
  readonly sandboxName: string;
  /** From `_emulator` on. */
  readonly segments: readonly string[];
  readonly search: string;
  readonly issuer: Issuer;
  readonly urls: ControlContext['urls'];
}

/** The control plane's own form of an answer; it is no part of the service. */
export async function answerControl(request: ControlRequest): Promise<void> {
  const { exchange, segments } = request;
  const method = exchange.request.method ?? 'GET';
  const route = isForInbox(segments) ? toInbox(segments) : routes.match(method, segments);
  if (route.found === 'path') {
    const allow = route.allow.join(', ');
    return sendControlError(
      exchange,
      new ControlError('MethodNotAllowed', `${method} is not among ${allow}`),
      { Allow: allow },
    );
  }
  if (route.found === 'nothing') {
    const hint = didYouMean(`${method} /${segments.join('/')}`, routes.describe());
    const unknown = 'There is no such call';
    throw new ControlError('NotFound', hint === null ? unknown : `${unknown}; ${hint}`);
  }
  requireSandboxName(request.sandboxName);
  const longest = route.id === 'SetState' ? MOST_STATE_BYTES : LONGEST_BODY;
  const bytes = await readBytes(exchange, longest);
  const body = parseOptionalBody(exchange, bytes);
  const { parameter } = route;
  const answer = await allControls[route.id](
    {
      method,
      parameter,
      header: (name) => header(exchange.request, name),
      query: new URLSearchParams(request.search),
      body,
      bytes,
      whileAwaited: () => abortedOnClose(exchange),
    },
    contextOf(request),
  );
  if (answer.events !== undefined) return sendEvents(exchange, answer.events, wallClock);
  const json = answer.json ?? (answer.body === undefined ? null : JSON.stringify(answer.body));
  sendControl(exchange, json === null ? 204 : (answer.status ?? 200), json);
}

function abortedOnClose({ response }: Exchange): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => controller.abort());
  return controller.signal;
}

/** Anything below the inbox is taken there, by any method. */
function isForInbox(segments: readonly string[]): boolean {
  return segments.length > 2 && segments[1]?.toLowerCase() === 'inbox';
}

function toInbox(segments: readonly string[]) {
  return { found: 'operation', id: 'ReceiveInInbox', parameter: segments.slice(2).join('/') } as const;
}

function contextOf({ sandboxes, sandboxName, issuer, urls }: ControlRequest): ControlContext {
  return {
    sandboxes,
    issuer,
    urls,
    get sandbox() {
      const sandbox = sandboxes.find(sandboxName);
      sandbox.clock.catchUp();
      return sandbox;
    },
  };
}

export function sendControlError(
  exchange: Exchange,
  error: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const refusal = asControlError(error, exchange.correlationId);
  const { code, message, details } = refusal;
  const json = JSON.stringify({ error: { code, message, details } });
  sendControl(exchange, refusal.status, json, headers);
}

function sendControl(
  exchange: Exchange,
  status: number,
  json: string | null,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { response, correlationId, requestId } = exchange;
  const ids = { 'x-ms-correlation-id': correlationId, 'x-ms-request-id': requestId, ...headers };
  if (json === null) {
    response.writeHead(status, ids).end();
    return;
  }
  const content = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
  };
  response.writeHead(status, { ...content, ...ids }).end(json);
}

/** The refusals that both sides share (a sandbox's name, a bound) are told in the form of the side addressed. */
function asControlError(error: unknown, correlationId: string): ControlError {
  if (error instanceof ControlError) return error;
  if (!(error instanceof ApiError))
    return new ControlError('InternalError', `Unexpected error. Correlation ID ${correlationId}`);
  const { status, message } = describeRefusal(error, null, correlationId);
  return new ControlError(CODES[status] ?? 'InvalidRequest', message);
}

const CODES: Readonly<Record<number, ControlErrorCode>> = {
  404: 'NotFound',
  429: 'LimitReached',
  400: 'InvalidRequest',
};

async function readBytes({ request }: Exchange, longest: number): Promise<Buffer> {
  try {
    return await readBody(request, longest);
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new ControlError('PayloadTooLarge', error.message);
    throw error;
  }
}

function parseOptionalBody({ request }: Exchange, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isJson(header(request, 'content-type')))
    throw new ControlError('UnsupportedMediaType', 'Send application/json');
  try {
    return parseJson(bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ControlError('InvalidRequest', `The body is not JSON: ${error.message}`);
  }
}
