import { refuse, type ApiError } from '../errors/api-errors.ts';
import { HOUR, SECOND } from '../primitives/instant.ts';
import { callerOf, requireToken, type Caller, type Claims, type Credentials } from './access.ts';
import { AUDIENCE, type Issuer } from './issuer.ts';

export interface StrictRequest {
  readonly issuer: Issuer;
  readonly sandbox: string;
  /** On the sandbox's clock. */
  readonly now: number;
}

/** Turns the headers of a request into a caller, if they hold a valid token that this emulator issued for the sandbox. */
export function readStrictCaller(
  credentials: Credentials,
  { issuer, sandbox, now }: StrictRequest,
): Caller | Promise<Caller> {
  const read = (claims: Claims | null): Caller => {
    if (claims === null) throw invalid('it is not signed by this emulator');
    requireValid(claims, sandbox, now);
    return callerOf(claims);
  };
  const claims = issuer.claimsOf(requireToken(credentials));
  return claims instanceof Promise ? claims.then(read) : read(claims);
}

/** Older samples ask for the second one. */
const AUDIENCES: ReadonlySet<unknown> = new Set([
  AUDIENCE,
  `${AUDIENCE}/`,
  'https://graph.windows.net',
  'https://graph.windows.net/',
  // The app of Partner Center, as a scope may name it.
  'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd',
]);
/** The service takes no token that is older, however long it was made to last. */
const OLDEST = HOUR;

/** @throws for the first thing that is wrong with a token's claims. */
export function requireValid(claims: Claims, sandbox: string, now: number): void {
  if (claims['emulator_sandbox'] !== sandbox) throw invalid('it was issued for another sandbox');
  if (!issuersOf(claims['tid']).includes(claims['iss']))
    throw invalid('its issuer is not that of its tenant');
  if (!AUDIENCES.has(claims['aud'])) throw invalid(`its audience is not ${AUDIENCE}`);
  if (timeOf(claims, 'nbf') > now) throw invalid('it is not valid yet');
  if (timeOf(claims, 'exp') <= now) throw invalid('it has expired');
  if (timeOf(claims, 'iat') + OLDEST <= now) throw invalid('it is older than 60 minutes');
}

/** Whose tenant it is needs no look: signed here, it is that of the sandbox. */
function issuersOf(tenantId: unknown): readonly unknown[] {
  return [
    `https://sts.windows.net/${String(tenantId)}/`,
    `https://login.microsoftonline.com/${String(tenantId)}/v2.0`,
  ];
}

/** What is no time never comes where it is wanted past, and is over where it is wanted ahead. */
function timeOf(claims: Claims, name: 'nbf' | 'exp' | 'iat'): number {
  const seconds = claims[name];
  if (typeof seconds === 'number') return seconds * SECOND;
  return name === 'nbf' ? Infinity : -Infinity;
}

function invalid(why: string): ApiError {
  return refuse('auth.token', `the token is not valid: ${why}`);
}
