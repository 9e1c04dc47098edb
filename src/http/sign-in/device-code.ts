import type { TokenVersion } from '../../identity/grants/grant.ts';
import { beginDeviceSignIn } from '../../identity/sign-ins/begin-device-sign-in.ts';
import { tenantIdOf } from '../../identity/tenant.ts';
import { DEFAULT_SANDBOX } from '../../sandbox/sandboxes.ts';
import type { Endpoint, EndpointRequest } from './endpoint.ts';

/** Codes for a device without a browser. */
export function deviceCode(version: TokenVersion): Endpoint {
  return (request) => ({
    json: beginDeviceSignIn(request.form, {
      ...request,
      version,
      signIns: () => request.sandboxes.find(request.sandboxName).signIns,
      verificationUri: `${request.base}/${tenantOfPage(request)}/oauth2/deviceauth`,
    }),
  });
}

/** The page has no header and no token that would name a sandbox: its path has to. */
function tenantOfPage({ base, sandboxName }: EndpointRequest): string {
  const isNamed = sandboxName === DEFAULT_SANDBOX || base.endsWith(`/sandbox/${sandboxName}`);
  return isNamed ? 'common' : tenantIdOf(sandboxName);
}
