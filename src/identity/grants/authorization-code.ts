import { refuseToken } from '../aad-errors.ts';
import type { Form } from '../form.ts';
import { isMetBy } from '../sign-ins/code-challenge.ts';
import type { GrantedCode } from '../sign-ins/sign-ins.ts';
import { comesWith, readTargetAgain } from '../token-target.ts';
import type { Grant } from './grant.ts';
import { requireApp } from './require-app.ts';

/** Somebody who has signed in on a page, by the code that the app got for it. */
export const authorizationCode: Grant = (form, context) => {
  const app = requireApp(form, context);
  const code = form.require('code');
  const redirectUri = form.require('redirect_uri');
  const granted = context.signIns.granted(code, context.now);
  requireFitting(granted, app.clientId, redirectUri);
  requireVerifier(granted, form);
  const { request, user, roles } = granted;
  const target = readTargetAgain(form, request.target, context.version);
  context.signIns.redeem(code, context.now);
  return {
    user,
    app,
    roles,
    target,
    ...comesWith(target, context.version),
    nonce: request.nonce,
  };
};

function requireFitting({ request }: GrantedCode, clientId: string, redirectUri: string): void {
  if (request.app.clientId.toLowerCase() !== clientId.toLowerCase()) throw refuseToken('grant.other-app');
  const asked = request.to.redirectUri;
  if (asked !== redirectUri) throw refuseToken('redirect.other', { uri: redirectUri, asked });
}

/** A verifier without a challenge is one too many. */
function requireVerifier({ request: { challenge } }: GrantedCode, form: Form): void {
  const verifier = form.get('code_verifier');
  if (challenge !== null && verifier === null) throw refuseToken('code.no-verifier');
  if (verifier === null) return;
  if (challenge === null || !isMetBy(challenge, verifier)) throw refuseToken('code.verifier');
}
