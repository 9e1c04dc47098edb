import { refuseToken } from '../aad-errors.ts';
import { LIFETIME_MS, type Refreshing } from '../refresh-tokens.ts';
import { formatInstant } from '../../primitives/instant.ts';
import { comesWith, readTargetAgain } from '../token-target.ts';
import type { Grant, GrantContext } from './grant.ts';
import { requireApp } from './require-app.ts';

/**
 * A token in the place of an earlier one. The refresh token that was used stays good, as with the service, and is taken in any tenant of
 * its sandbox: a partner's is used in those of customers.
 */
export const refreshToken: Grant = (form, context) => {
  const app = requireApp(form, context);
  const kept = context.refreshTokens.read(form.require('refresh_token'));
  if (kept === null) throw refuseToken('refresh.malformed');
  requireFitting(kept, app.clientId, context);
  const user = context.directory.user(kept.user);
  if (user === null) throw refuseToken('user.unknown', { user: kept.user, tenant: context.tenant });
  const target = readTargetAgain(form, kept, context.version);
  return {
    user,
    app,
    roles: kept.roles,
    target,
    ...comesWith(target, context.version),
    refreshable: true,
    nonce: null,
  };
};

function requireFitting(kept: Refreshing, clientId: string, { sandbox, now }: GrantContext): void {
  if (kept.sandbox !== sandbox) throw refuseToken('grant.other-tenant');
  if (kept.clientId.toLowerCase() !== clientId.toLowerCase()) throw refuseToken('grant.other-app');
  if (kept.issuedAt + LIFETIME_MS <= now)
    throw refuseToken('refresh.expired', { issued: formatInstant(kept.issuedAt) });
}
