import type { components } from '../../generated/api-types.ts';
import { requireShort } from '../../identity/require-short.ts';
import type { Endpoint } from './endpoint.ts';

/** Where a user has their password, which MSAL for .NET and ADAL want to know before they send it: with the service, in any domain. */
export const userRealm: Endpoint = ({ parameter }) => {
  const [, domain = ''] = /@([^@]+)$/.exec(requireShort('user', parameter)) ?? [];
  const json: components['schemas']['UserRealm'] = {
    ver: '1.0',
    ...(domain === '' ? { account_type: 'Unknown' } : { account_type: 'Managed', domain_name: domain }),
    cloud_instance_name: 'microsoftonline.com',
    cloud_audience_urn: 'urn:federation:MicrosoftOnline',
  };
  return { json };
};
