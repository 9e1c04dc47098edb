import type { operations } from '../../generated/request-inputs.ts';
import { authorize } from './authorize.ts';
import { deviceCode } from './device-code.ts';
import { deviceSignIn } from './device-sign-in.ts';
import { openIdConfiguration } from './open-id-configuration.ts';
import type { Endpoint } from './endpoint.ts';
import { instanceDiscovery } from './instance-discovery.ts';
import { keys } from './keys.ts';
import { logOut } from './log-out.ts';
import { token } from './token.ts';
import { userRealm } from './user-realm.ts';

export type IdentityOperation = Extract<
  (typeof operations)[number],
  { readonly area: 'identity' }
>['operationId'];

/** By operationId. */
export const allEndpoints: Readonly<Record<IdentityOperation, Endpoint>> = {
  GetToken: token('v1'),
  GetTokenV2: token('v2'),
  Authorize: authorize('v1'),
  AcceptAuthorization: authorize('v1'),
  AuthorizeV2: authorize('v2'),
  AcceptAuthorizationV2: authorize('v2'),
  GetDeviceCode: deviceCode('v1'),
  GetDeviceCodeV2: deviceCode('v2'),
  ShowDeviceSignIn: deviceSignIn,
  SignInDevice: deviceSignIn,
  LogOut: logOut,
  LogOutV2: logOut,
  GetOpenIdConfiguration: openIdConfiguration('v1'),
  GetOpenIdConfigurationV2: openIdConfiguration('v2'),
  GetKeys: keys('v1'),
  GetKeysV2: keys('v2'),
  GetInstanceDiscovery: instanceDiscovery,
  GetUserRealm: userRealm,
};

/** Those that people look at: there a refusal is a page, too. */
export const PAGES: ReadonlySet<string> = new Set<IdentityOperation>([
  'Authorize',
  'AcceptAuthorization',
  'AuthorizeV2',
  'AcceptAuthorizationV2',
  'ShowDeviceSignIn',
  'SignInDevice',
  'LogOut',
  'LogOutV2',
]);
