import { operations } from '../../generated/request-inputs.ts';
import { refuseToken } from '../../identity/aad-errors.ts';
import { Form, isForm, readForm } from '../../identity/form.ts';
import { tenantIdOf } from '../../identity/tenant.ts';
import { redactForm } from '../../logging/redact-secrets.ts';
import { requireSandboxName } from '../../sandbox/sandboxes.ts';
import { header, type Exchange } from '../exchange.ts';
import { BodyTooLarge, readBody } from '../read-body.ts';
import { RouteTable } from '../route-table.ts';
import { allEndpoints } from '../sign-in/all-endpoints.ts';
import type { EndpointRequest } from '../sign-in/endpoint.ts';
import { findTenant } from '../sign-in/find-tenant.ts';
import { sendEndpointAnswer } from '../sign-in/send-endpoint-answer.ts';
import { timeIn } from '../sign-in/time-in.ts';

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
    now: timeIn(sandboxes, sandboxName),
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
