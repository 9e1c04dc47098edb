import type { components } from '../generated/api-types.ts';
import { SECOND } from '../primitives/instant.ts';
import type { Granted } from './grants/grant.ts';
import type { Issuer } from './issuer.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import { objectIdOf } from './tenant.ts';
import { accessClaims, idClaims, type TokenOccasion } from './token-claims.ts';

export type TokenAnswer = components['schemas']['TokenAnswer'] | components['schemas']['TokenAnswerV2'];

export interface TokenIssue extends Omit<TokenOccasion, 'lifetimeMs'> {
  /** On the sandbox's clock, also where tokens go by another. */
  readonly now: number;
  readonly issuer: Issuer;
  readonly refreshTokens: RefreshTokens;
}

/** A second less than an hour, as the service says it. */
const LIFETIME_SECONDS = 3599;

/** The only place that makes an answer with tokens. */
export async function issueTokens(granted: Granted, issue: TokenIssue): Promise<TokenAnswer> {
  const occasion = { ...issue, lifetimeMs: LIFETIME_SECONDS * SECOND };
  const tokens = {
    access_token: await issue.issuer.sign(accessClaims(granted, occasion)),
    ...(granted.refreshable ? { refresh_token: refreshTokenFor(granted, issue) } : {}),
    ...(granted.withIdToken ? { id_token: await issue.issuer.sign(idClaims(granted, occasion)) } : {}),
    ...(granted.user === null || issue.version === 'v1'
      ? {}
      : { client_info: clientInfo(issue.tenantId, granted.user.userName) }),
  };
  return issue.version === 'v1'
    ? answerV1(granted, Math.floor(issue.issuedAt / SECOND), tokens)
    : answerV2(granted, tokens);
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly client_info?: string;
}

function answerV1(
  { user, target }: Granted,
  seconds: number,
  tokens: Tokens,
): components['schemas']['TokenAnswer'] {
  return {
    token_type: 'Bearer',
    ...(user === null ? {} : { scope: 'user_impersonation' }),
    expires_in: String(LIFETIME_SECONDS),
    ext_expires_in: String(LIFETIME_SECONDS),
    expires_on: String(seconds + LIFETIME_SECONDS),
    not_before: String(seconds),
    resource: target.audience,
    ...tokens,
  };
}

/** What was asked for is what was granted. An app in its own name is not told, and of refreshing nobody is. */
function answerV2({ user, target }: Granted, tokens: Tokens): components['schemas']['TokenAnswerV2'] {
  const told = target.scopes.filter((scope) => scope.toLowerCase() !== 'offline_access');
  return {
    token_type: 'Bearer',
    ...(user === null ? {} : { scope: told.join(' ') }),
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    ...tokens,
  };
}

function refreshTokenFor(granted: Granted, { sandbox, now, refreshTokens }: TokenIssue): string {
  const { user, app, roles, target } = granted;
  return refreshTokens.issue({
    sandbox,
    clientId: app.clientId,
    user: user?.userName ?? '',
    roles,
    audience: target.audience,
    scopes: target.scopes,
    issuedAt: now,
  });
}

function clientInfo(tenantId: string, userName: string): string {
  const info = { uid: objectIdOf(tenantId, userName), utid: tenantId };
  return Buffer.from(JSON.stringify(info)).toString('base64url');
}
