import { refuse } from '../../errors/api-errors.ts';
import { operations } from '../../generated/request-inputs.ts';
import { readCaller, seesRedacted } from '../../identity/access.ts';
import { allOperations } from '../../operations/all-operations.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Surface } from '../../surfaces/surface.ts';
import { nearestName } from '../../primitives/nearest-name.ts';
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
  readonly linkOrigin: () => string;
}

/** Route, authentication, body: then the operation goes on with its own checks (CONTRACT §1.3). */
export async function answerSurface(request: SurfaceRequest): Promise<void> {
  const { exchange, surface, search, linkOrigin } = request;
  const method = exchange.request.method ?? 'GET';
  const route = routes.match(method, request.segments);
  if (route.found === 'path') {
    const headers = { Allow: route.allow.join(', ') };
    return sendRefusal(
      exchange,
      refuse('route.method', `${method} is not among ${headers.Allow}`),
      surface,
      headers,
    );
  }
  if (route.found === 'nothing') return sendUnknownRoute(exchange, surface, method, request.segments);

  const sandbox = request.findSandbox();
  sandbox.clock.catchUp();
  const credentials = {
    authorization: header(exchange.request, 'authorization'),
    ticket: header(exchange.request, 'x-aaduserticket'),
  };
  const caller = readCaller(credentials, sandbox.options.auth);
  const takesBody = BODIES.has(route.id);
  const body = takesBody ? await readJsonBody(exchange) : undefined;
  const result = await allOperations[route.id](
    { pathId: route.parameter, search, body },
    { sandbox, surface, caller, linkOrigin, afterAnswer: (action) => exchange.afterwards.push(action) },
  );
  sendAnswer(exchange, { ...result, dataRedacted: seesRedacted(caller) });
}

const BODIES: ReadonlySet<string> = new Set(['CreateReportQuery', 'CreateReport', 'UpdateReport']);

async function readJsonBody({ request }: Exchange): Promise<unknown> {
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
    return parseJson(await readBody(request, LONGEST_BODY));
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
  const nearest = nearestName(asked, routes.describe());
  const hint =
    nearest === null
      ? `the operations stand in ${surface.basePath}/swagger/index.html`
      : `did you mean ${nearest}?`;
  sendRefusal(exchange, refuse('route.unknown', hint), surface, { 'X-Emulator-Hint': hint });
}
