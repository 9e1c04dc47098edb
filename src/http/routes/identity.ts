import { ApiError } from '../../errors/api-errors.ts';
import { operations } from '../../generated/request-inputs.ts';
import { AAD_ERRORS, AadError, refuseToken, type AadErrorRow } from '../../identity/aad-errors.ts';
import { describeAadError } from '../../identity/describe-aad-error.ts';
import { Form, isForm, readForm } from '../../identity/form.ts';
import { tenantIdOf } from '../../identity/tenant.ts';
import { wallClock } from '../../clock/wall-clock.ts';
import { redactForm } from '../../logging/redact-secrets.ts';
import { requireSandboxName, type Sandboxes } from '../../sandbox/sandboxes.ts';
import { describeRefusal } from '../envelope.ts';
import { header, type Exchange } from '../exchange.ts';
import { BodyTooLarge, readBody } from '../read-body.ts';
import { RouteTable } from '../route-table.ts';
import { allEndpoints, PAGES } from '../sign-in/all-endpoints.ts';
import { correlationOf, returnedId } from '../sign-in/client-request-id.ts';
import type { EndpointAnswer, EndpointRequest } from '../sign-in/endpoint.ts';
import { findTenant } from '../sign-in/find-tenant.ts';
import { errorPage } from '../sign-in/message-page.ts';
import { pageAnswer } from '../sign-in/page-answer.ts';

const routes = new RouteTable(operations.filter((operation) => operation.area === 'identity'));
const LONGEST_FORM = 64 * 1024;

export interface IdentityRequest extends Pick<
  EndpointRequest,
  'exchange' | 'base' | 'sandboxName' | 'sandboxes' | 'directory' | 'issuer' | 'refreshTokens'
> {
  /** From the tenant on. */
  readonly segments: readonly string[];
  readonly search: string;
}

/** Whether a path is of the side that gives tokens: a tenant, and what stands below it. */
export function isIdentityPath(segments: readonly string[]): boolean {
  const [, second = '', third = ''] = segments.map((segment) => segment.toLowerCase());
  return BELOW_A_TENANT.has(second) || (second === 'v2.0' && third === '.well-known');
}

const BELOW_A_TENANT: ReadonlySet<string> = new Set(['oauth2', '.well-known', 'discovery', 'userrealm']);

/** Route, form, tenant: then the endpoint goes on with its own checks. */
export async function answerIdentity(request: IdentityRequest): Promise<void> {
  const { exchange, segments, search, sandboxes, directory } = request;
  const method = methodOf(exchange);
  const route = routes.match(method, segments);
  if (route.found === 'nothing')
    throw refuseToken('path.unknown', { detail: `there is nothing at /${segments.join('/')}` });
  if (route.found === 'path') throw refuseToken('method.get', { allow: route.allow.join(', '), method });
  exchange.noted.operation = route.id;
  const form = method === 'GET' ? new Form('') : await readFormOf(exchange);
  const sandboxName = requireSandboxName(request.sandboxName);
  const tenant = segments[0] ?? '';
  const isOwn = tenant.toLowerCase() === tenantIdOf(sandboxName);
  const known = isOwn ? { id: null } : findTenant(tenant, sandboxes, directory);
  if (known === null) throw refuseToken('tenant.unknown', { tenant });
  const endpoint = allEndpoints[route.id];
  const answer = await endpoint({
    ...request,
    method,
    parameter: route.parameter,
    tenant,
    tenantId: known.id ?? tenantIdOf(sandboxName),
    now: nowIn(sandboxes, sandboxName),
    query: new Form(search),
    form,
    header: (name) => header(exchange.request, name),
  });
  sendEndpointAnswer(exchange, answer);
}

/** Which operation a request asks for; null for none. */
export function identityOperation(exchange: Exchange, segments: readonly string[]): string | null {
  const route = routes.match(methodOf(exchange), segments);
  return route.found === 'operation' ? route.id : null;
}

/** What may be read may be looked at. */
function methodOf({ request: { method = 'GET' } }: Exchange): string {
  return method === 'HEAD' ? 'GET' : method;
}

async function readFormOf({ request, noted }: Exchange): Promise<Form> {
  try {
    const bytes = await readBody(request, LONGEST_FORM);
    const type = header(request, 'content-type');
    const text = bytes.toString('utf8');
    noted.requestBody = isForm(type) ? redactForm(text) : text;
    return readForm(bytes, type);
  } catch (error) {
    if (error instanceof BodyTooLarge) throw refuseToken('request.too-large', { most: String(LONGEST_FORM) });
    throw error;
  }
}

/** Where a sandbox that is not there yet would start, as a refusal makes none. */
function nowIn(sandboxes: Sandboxes, name: string): number {
  const sandbox = sandboxes.existing(name);
  sandbox?.clock.catchUp();
  return sandbox?.clock.now() ?? sandboxes.defaults.clock.now ?? wallClock.calendarMs();
}

/** A refusal in the form of the service. */
export function sendAadError(
  exchange: Exchange,
  error: unknown,
  { sandboxes, sandboxName }: { readonly sandboxes: Sandboxes; readonly sandboxName: string },
  headers: Readonly<Record<string, string>> = {},
): void {
  const row = rowOf(error, exchange.correlationId);
  const json = describeAadError(row, {
    now: nowIn(sandboxes, sandboxName),
    traceId: exchange.requestId,
    correlationId: correlationOf(exchange),
  });
  const answer = PAGES.has(exchange.noted.operation ?? '')
    ? pageAnswer(errorPage(json.error_description))
    : { json };
  sendEndpointAnswer(exchange, { ...answer, status: row.status, headers: { ...answer.headers, ...headers } });
}

/** A fault that was asked for. */
export function injectedAadError(status: number, message: string | null): AadError {
  const rule = status === 429 ? 'bound.reached' : status >= 500 ? 'server.unexpected' : 'request.invalid';
  const error = refuseToken(rule, { detail: message ?? 'a fault was asked for' });
  return Object.assign(error, { row: { ...error.row, status, text: message ?? error.row.text } });
}

/** The refusals that all sides share (a sandbox's name, a bound) keep their status. */
function rowOf(error: unknown, correlationId: string): AadErrorRow {
  if (error instanceof AadError) return error.row;
  if (!(error instanceof ApiError)) return AAD_ERRORS['server.unexpected'];
  const { status, message } = describeRefusal(error, null, correlationId);
  return {
    ...refuseToken(status === 429 ? 'bound.reached' : 'request.invalid', { detail: message }).row,
    status,
  };
}

function sendEndpointAnswer(
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
