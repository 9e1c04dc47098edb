import { refuse } from '../../errors/api-errors.ts';
import type { Effect } from '../../faults/effect.ts';
import { isAmong } from '../../faults/undergo.ts';
import { operations } from '../../generated/request-inputs.ts';
import { readCaller, seesRedacted, type Caller } from '../../identity/access.ts';
import type { Issuer } from '../../identity/issuer.ts';
import { readStrictCaller } from '../../identity/strict.ts';
import { allOperations } from '../../operations/all-operations.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Surface } from '../../surfaces/surface.ts';
import { didYouMean } from '../../primitives/nearest-name.ts';
import { sendAnswer, sendRefusal } from '../envelope.ts';
import { header, type Exchange } from '../exchange.ts';
import { BodyTooLarge, isJson, parseJson, readBody } from '../read-body.ts';
import { RouteTable } from '../route-table.ts';

const routes = new RouteTable(operations.filter((operation) => operation.area === 'surface'));
const LONGEST_BODY = 1024 * 1024;

export interface SurfaceRequest {
  readonly exchange: Exchange;
  readonly surface: Surface;
  /** Found only when the route is: an unknown path makes no sandbox. */
  readonly findSandbox: () => Sandbox;
  /** Below the surface's base path. */
  readonly segments: readonly string[];
  readonly search: string;
  readonly effects: readonly Effect[];
  readonly issuer: Issuer;
  readonly linkOrigin: () => string;
}

/** Route, authentication, body: then the operation goes on with its own checks. */
export async function answerSurface(request: SurfaceRequest): Promise<void> {
  const { exchange, surface, search, linkOrigin } = request;
  const method = exchange.request.method ?? 'GET';
  const route = routes.match(method, request.segments);
  if (route.found === 'path') {
    const allow = route.allow.join(', ');
    const hint = `this path takes ${allow}; all operations stand in ${surface.basePath}/swagger/index.html`;
    const headers = { Allow: allow, 'X-Emulator-Hint': hint };
    return sendRefusal(exchange, refuse('route.method', `${method} is not among ${allow}`), surface, headers);
  }
  if (route.found === 'nothing') return sendUnknownRoute(exchange, surface, method, request.segments);

  exchange.noted.operation = route.id;
  const called = callerOf(request, request.findSandbox());
  // Most modes tell at once, and each wait costs.
  const caller = called instanceof Promise ? await called : called;
  const body = BODIES.has(route.id) ? await readJsonBody(exchange) : undefined;
  // Not before: while the body came in, time has passed, and the sandbox may have been reset.
  const sandbox = request.findSandbox();
  sandbox.clock.catchUp();
  const result = await allOperations[route.id](
    { pathId: route.parameter.toLowerCase(), search, body },
    {
      sandbox,
      surface,
      caller,
      linkOrigin,
      isObserving: exchange.isObserving,
      linksExpire: isAmong(request.effects, 'expiredLink'),
      afterAnswer: (action) => exchange.afterwards.push(action),
    },
  );
  const hint = result.hint === undefined ? {} : { 'X-Emulator-Hint': result.hint };
  sendAnswer(exchange, { ...result, dataRedacted: seesRedacted(caller) }, hint);
}

function callerOf(
  { exchange, issuer }: SurfaceRequest,
  { name, options, clock }: Sandbox,
): Caller | Promise<Caller> {
  const credentials = {
    authorization: header(exchange.request, 'authorization'),
    ticket: header(exchange.request, 'x-aaduserticket'),
  };
  return options.auth === 'strict'
    ? readStrictCaller(credentials, { issuer, sandbox: name, now: issuer.timeIn(clock) })
    : readCaller(credentials, options.auth);
}

/** Which operation a request of a surface asks for; null for none. */
export function surfaceOperation(
  { request }: Exchange,
  surface: Surface | null,
  segments: readonly string[],
): string | null {
  if (surface === null) return null;
  const route = routes.match(request.method ?? 'GET', segments.slice(depthOf(surface)));
  return route.found === 'operation' ? route.id : null;
}

/** How many segments of a path a surface's base path takes. */
export function depthOf({ basePath }: Surface): number {
  return basePath.split('/').length - 1;
}

const BODIES: ReadonlySet<string> = new Set(['CreateReportQuery', 'CreateReport', 'UpdateReport']);

async function readJsonBody({ request, noted }: Exchange): Promise<unknown> {
  const contentType = header(request, 'content-type');
  if (!isJson(contentType)) {
    throw refuse(
      'request.media-type',
      `send application/json, not ${contentType?.slice(0, 100) ?? 'a body without Content-Type'}`,
    );
  }
  const encoding = header(request, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw refuse('request.media-type', 'a compressed body is not read');
  try {
    const bytes = await readBody(request, LONGEST_BODY);
    const text = bytes.toString('utf8');
    // The text, not the bytes: what came from the network is many times as dear to keep.
    noted.requestBody = text;
    return parseJson(bytes, text);
  } catch (error) {
    if (error instanceof BodyTooLarge)
      throw refuse('request.too-large', `a body holds at most ${LONGEST_BODY} bytes`);
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw refuse('request.body', `the body is not JSON: ${error.message}`);
    throw error;
  }
}

function sendUnknownRoute(
  exchange: Exchange,
  surface: Surface,
  method: string,
  segments: readonly string[],
): void {
  const asked = `${method} /${segments.join('/')}`;
  const hint =
    didYouMean(asked, routes.describe()) ?? `the operations stand in ${surface.basePath}/swagger/index.html`;
  sendRefusal(exchange, refuse('route.unknown', hint), surface, { 'X-Emulator-Hint': hint });
}
