import type { TokenVersion } from '../../identity/grants/grant.ts';
import { issuerOf } from '../../identity/token-claims.ts';
import type { Endpoint } from './endpoint.ts';

/** The public key of the emulator, the same for all tenants; v2 says whose tokens it signs. */
export function keys(version: TokenVersion): Endpoint {
  return async ({ issuer }) => {
    const { kty, use, kid, n, e } = await issuer.publicKey();
    const key = { kty, use, kid, n, e };
    return {
      json: { keys: [version === 'v1' ? key : { ...key, issuer: issuerOf('v2', '{tenantid}') }] },
    };
  };
}
