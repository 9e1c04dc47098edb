import type { operations } from '../../generated/request-inputs.ts';
import { openIdConfiguration } from './open-id-configuration.ts';
import type { Endpoint } from './endpoint.ts';
import { instanceDiscovery } from './instance-discovery.ts';
import { keys } from './keys.ts';
import { token } from './token.ts';

export type IdentityOperation = Extract<
  (typeof operations)[number],
  { readonly area: 'identity' }
>['operationId'];

/** By operationId. */
export const allEndpoints: Readonly<Partial<Record<IdentityOperation, Endpoint>>> = {
  GetToken: token('v1'),
  GetTokenV2: token('v2'),
  GetOpenIdConfiguration: openIdConfiguration('v1'),
  GetOpenIdConfigurationV2: openIdConfiguration('v2'),
  GetKeys: keys('v1'),
  GetKeysV2: keys('v2'),
  GetInstanceDiscovery: instanceDiscovery,
};
