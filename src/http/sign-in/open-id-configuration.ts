import type { TokenVersion } from '../../identity/grants/grant.ts';
import { isAnyTenant } from '../../identity/tenant.ts';
import { issuerOf } from '../../identity/token-claims.ts';
import type { Endpoint } from './endpoint.ts';

/** Where everything stands, at the host by which the client came. The issuer is that of the service, as the tokens say it. */
export function openIdConfiguration(version: TokenVersion): Endpoint {
  return ({ base, tenant, tenantId }) => {
    const at = `${base}/${encodeURIComponent(tenant)}`;
    const oauth2 = version === 'v1' ? `${at}/oauth2` : `${at}/oauth2/v2.0`;
    const issuer = issuerOf(version, isAnyTenant(tenant) ? '{tenantid}' : tenantId);
    return {
      json: {
        token_endpoint: `${oauth2}/token`,
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'private_key_jwt',
          'client_secret_basic',
        ],
        jwks_uri: version === 'v1' ? `${at}/discovery/keys` : `${at}/discovery/v2.0/keys`,
        response_modes_supported: ['query', 'fragment', 'form_post'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        issuer,
        request_uri_parameter_supported: false,
        authorization_endpoint: `${oauth2}/authorize`,
        device_authorization_endpoint: `${oauth2}/devicecode`,
        http_logout_supported: true,
        frontchannel_logout_supported: true,
        end_session_endpoint: `${oauth2}/logout`,
        claims_supported: CLAIMS[version],
        tenant_region_scope: null,
        cloud_instance_name: 'microsoftonline.com',
      },
    };
  };
}

const COMMON_CLAIMS = ['sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'oid', 'tid', 'ver', 'name'];
const CLAIMS = {
  v1: [...COMMON_CLAIMS, 'upn', 'unique_name'],
  v2: [...COMMON_CLAIMS, 'preferred_username'],
};
