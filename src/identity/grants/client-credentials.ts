import { refuseToken } from '../aad-errors.ts';
import { readTokenTarget, type TokenTarget } from '../token-target.ts';
import type { Grant } from './grant.ts';
import { requireProvenApp } from './require-app.ts';

/** An app in its own name. */
export const clientCredentials: Grant = (form, context) => {
  const app = requireProvenApp(form, context);
  const target = readTokenTarget(form, context.version);
  if (context.version === 'v2') requireDefaultScope(target);
  return {
    user: null,
    app,
    roles: app.roles,
    target,
    refreshable: false,
    withIdToken: false,
    nonce: null,
  };
};

/** Its roles are set where it is registered: a scope can't choose among them. */
function requireDefaultScope({ scopes }: TokenTarget): void {
  if (scopes.length !== 1 || !/.\/\.default$/i.test(scopes[0] ?? ''))
    throw refuseToken('scope.not-default', { scope: scopes.join(' ') });
}
