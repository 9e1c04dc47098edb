import { allControls } from '../../control/all-controls.ts';
import { ApiError } from '../../errors/api-errors.ts';
import { ControlError, type ControlErrorCode } from '../../errors/control-errors.ts';
import { operations } from '../../generated/request-inputs.ts';
import { nearestName } from '../../primitives/nearest-name.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';
import { describeRefusal } from '../envelope.ts';
import { header, type Exchange } from '../exchange.ts';
import { BodyTooLarge, isJson, parseJson, readBody } from '../read-body.ts';
import { RouteTable } from '../route-table.ts';

const routes = new RouteTable(operations.filter((operation) => operation.area === 'control'));
const LONGEST_BODY = 1024 * 1024;

export interface ControlRequest {
  readonly exchange: Exchange;
  readonly sandboxes: Sandboxes;
  readonly sandboxName: string;
  /** From `_emulator` on. */
  readonly segments: readonly string[];
  readonly urls: () => { readonly http: string };
}

/** The control plane's own form of an answer; it is no part of the service. */
export async function answerControl({
  exchange,
  sandboxes,
  sandboxName,
  segments,
  urls,
}: ControlRequest): Promise<void> {
  const method = exchange.request.method ?? 'GET';
  const route = routes.match(method, segments);
  if (route.found === 'path') {
    const allow = route.allow.join(', ');
    return sendControlError(
      exchange,
      new ControlError('MethodNotAllowed', `${method} is not among ${allow}`),
      { Allow: allow },
    );
  }
  if (route.found === 'nothing') {
    const nearest = nearestName(`${method} /${segments.join('/')}`, routes.describe());
    throw new ControlError(
      'NotFound',
      nearest === null ? 'There is no such call' : `There is no such call; did you mean ${nearest}?`,
    );
  }
  const sandbox = sandboxes.find(sandboxName);
  sandbox.clock.catchUp();
  const body = await readOptionalBody(exchange);
  const answer = await allControls[route.id]({ body }, { sandbox, sandboxes, urls });
  if (answer.body === undefined) sendControl(exchange, 204, null);
  else sendControl(exchange, 200, answer.body);
}

export function sendControlError(
  exchange: Exchange,
  error: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const refusal = asControlError(error, exchange.correlationId);
  const { code, message, details } = refusal;
  sendControl(exchange, refusal.status, { error: { code, message, details } }, headers);
}

function sendControl(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { response, correlationId, requestId } = exchange;
  const ids = { 'x-ms-correlation-id': correlationId, 'x-ms-request-id': requestId, ...headers };
  if (body === null) {
    response.writeHead(status, ids).end();
    return;
  }
  const text = JSON.stringify(body);
  const content = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  };
  response.writeHead(status, { ...content, ...ids }).end(text);
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

async function readOptionalBody({ request }: Exchange): Promise<unknown> {
  try {
    const bytes = await readBody(request, LONGEST_BODY);
    if (bytes.length === 0) return undefined;
    const contentType = header(request, 'content-type');
    if (!isJson(contentType)) throw new ControlError('UnsupportedMediaType', 'Send application/json');
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new ControlError('PayloadTooLarge', error.message);
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw new ControlError('InvalidRequest', `The body is not JSON: ${error.message}`);
    throw error;
  }
}
