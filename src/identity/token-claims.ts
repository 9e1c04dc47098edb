import { randomUUID } from 'node:crypto';
import { SECOND } from '../primitives/instant.ts';
import type { Granted, TokenVersion } from './grants/grant.ts';
import { objectIdOf } from './tenant.ts';

export interface TokenOccasion {
  readonly version: TokenVersion;
  readonly sandbox: string;
  readonly tenantId: string;
  readonly issuedAt: number;
  readonly lifetimeMs: number;
}

type Claims = Record<string, unknown>;

export function issuerOf(version: TokenVersion, tenantId: string): string {
  return version === 'v1'
    ? `https://sts.windows.net/${tenantId}/`
    : `https://login.microsoftonline.com/${tenantId}/v2.0`;
}

/** What any token says, whoever it is for. */
export function commonClaims(audience: string, occasion: TokenOccasion): Claims {
  const { version, sandbox, tenantId, issuedAt, lifetimeMs } = occasion;
  const seconds = Math.floor(issuedAt / SECOND);
  return {
    aud: audience,
    iss: issuerOf(version, tenantId),
    iat: seconds,
    nbf: seconds,
    exp: Math.floor((issuedAt + lifetimeMs) / SECOND),
    tid: tenantId,
    ver: version === 'v1' ? '1.0' : '2.0',
    jti: randomUUID(),
    emulator_sandbox: sandbox,
  };
}

/** Of an access token. */
export function accessClaims(granted: Granted, occasion: TokenOccasion): Claims {
  const { user, app, roles, target } = granted;
  const { version, tenantId } = occasion;
  const id = objectIdOf(tenantId, user?.userName ?? app.clientId);
  // `1` for a secret, `0` for an app that has none.
  const proof = user === null || app.isConfidential ? '1' : '0';
  return {
    ...commonClaims(target.audience, occasion),
    ...(version === 'v1' ? { appid: app.clientId, appidacr: proof } : { azp: app.clientId, azpacr: proof }),
    oid: id,
    sub: id,
    ...(user === null ? { idtyp: 'app' } : { ...namesOf(granted, version), scp: 'user_impersonation' }),
    roles,
  };
}

/** Of an id token, which tells the app who has signed in. */
export function idClaims(granted: Granted, occasion: TokenOccasion): Claims {
  const { user, app, nonce } = granted;
  const id = objectIdOf(occasion.tenantId, user?.userName ?? app.clientId);
  return {
    ...commonClaims(app.clientId, occasion),
    oid: id,
    sub: id,
    ...namesOf(granted, occasion.version),
    ...(nonce === null ? {} : { nonce }),
  };
}

function namesOf({ user }: Granted, version: TokenVersion): Claims {
  if (user === null) return {};
  const { userName, displayName } = user;
  return version === 'v1'
    ? { upn: userName, unique_name: userName, name: displayName }
    : { preferred_username: userName, name: displayName };
}
