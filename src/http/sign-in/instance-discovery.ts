import { refuseToken } from '../../identity/aad-errors.ts';
import type { Form } from '../../identity/form.ts';
import { parseUrl } from '../../primitives/parse-url.ts';
import type { Endpoint } from './endpoint.ts';

/** Hosts of the service that stand for one another. */
const ALIASES = ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'];
const SERVICE = {
  preferred_network: 'login.microsoftonline.com',
  preferred_cache: 'login.windows.net',
  aliases: ALIASES,
};

/** Whether an authority is one to be trusted, and where its tenant has its configuration: the service's, and the host one has come by. */
export const instanceDiscovery: Endpoint = ({ base, query }) => {
  const authority = parseUrl(requireParameter(query, 'authorization_endpoint'));
  const own = new URL(base).host;
  if (authority === null || ![own, ...ALIASES].includes(authority.host))
    throw refuseToken('instance.unknown');
  const { origin, pathname } = authority;
  return {
    json: {
      tenant_discovery_endpoint: `${origin}${configurationOf(pathname)}`,
      'api-version': query.get('api-version') ?? '1.1',
      metadata: ALIASES.includes(own)
        ? [SERVICE]
        : [SERVICE, { preferred_network: own, preferred_cache: own, aliases: [own] }],
    },
  };
};

/** In the version in which the authority was asked for. */
function configurationOf(authorizationPath: string): string {
  const before = authorizationPath.replace(/\/oauth2(?:\/v2\.0)?\/authorize\/?$/i, '');
  const version = /\/v2\.0\/authorize\/?$/i.test(authorizationPath) ? '/v2.0' : '';
  return `${before}${version}/.well-known/openid-configuration`;
}

function requireParameter(query: Form, name: string): string {
  const value = query.get(name);
  if (value === null) throw refuseToken('parameter.query-missing', { name });
  return value;
}
