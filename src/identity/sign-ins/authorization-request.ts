import { AadError, refuseToken } from '../aad-errors.ts';
import type { Directory, KnownApp } from '../directory.ts';
import type { Form } from '../form.ts';
import type { TokenVersion } from '../grants/grant.ts';
import { requireKnownApp } from '../grants/require-app.ts';
import { isRedirectUri, isSameRedirect } from '../redirect-uri.ts';
import { readTokenTarget, type TokenTarget } from '../token-target.ts';
import { CHALLENGE_METHODS, hasRightSize, type CodeChallenge } from './code-challenge.ts';
import { RESPONSE_MODES, type ReturnAddress } from './return-address.ts';

/** An app's wish to have somebody sign in, as it came to `authorize`. */
export interface AuthorizationRequest {
  readonly app: KnownApp;
  readonly to: ReturnAddress;
  readonly target: TokenTarget;
  readonly nonce: string | null;
  readonly challenge: CodeChallenge | null;
  /** Empty when nobody was proposed. */
  readonly loginHint: string;
}

export interface AuthorizationContext {
  readonly version: TokenVersion;
  /** As it stands in the path. */
  readonly tenant: string;
  readonly directory: Directory;
}

/** An error that the app is told, since it is known where it waits. */
export class SentBack extends Error {
  override readonly name = 'SentBack';
  readonly error: AadError;
  readonly to: ReturnAddress;
  constructor(error: AadError, to: ReturnAddress) {
    super(error.message);
    this.error = error;
    this.to = to;
  }
}

/**
 * Reads the parameters of a request to `authorize`.
 * @throws AadError as long as it is not sure that the redirect URI is the app's; after that SentBack.
 */
export function readAuthorizationRequest(
  form: Form,
  { version, tenant, directory }: AuthorizationContext,
): AuthorizationRequest {
  const app = requireKnownApp(form.require('client_id'), tenant, directory);
  const redirectUri = readRedirectUri(form.get('redirect_uri'), app);
  const askedMode = form.get('response_mode') ?? 'query';
  const responseMode = RESPONSE_MODES.find((mode) => mode === askedMode);
  const to = { redirectUri, responseMode: responseMode ?? 'query', state: form.get('state') };
  try {
    requireCode(form.require('response_type'));
    if (responseMode === undefined) throw refuseToken('response-mode.unsupported', { value: askedMode });
    requirePrompt(form.get('prompt') ?? '');
    return {
      app,
      to,
      target: readTokenTarget(form, version),
      nonce: form.get('nonce'),
      challenge: readChallenge(form),
      loginHint: form.get('login_hint') ?? '',
    };
  } catch (error) {
    throw error instanceof AadError ? new SentBack(error, to) : error;
  }
}

/** A browser is never sent to one that is not the app's. The first that is listed stands for none given. */
function readRedirectUri(asked: string | null, { clientId, redirectUris }: KnownApp): string {
  const uri = asked ?? redirectUris?.[0];
  if (uri === undefined) throw refuseToken('redirect.none');
  const isListed = redirectUris?.some((listed) => isSameRedirect(listed, uri)) ?? true;
  if (!isListed || !isRedirectUri(uri)) throw refuseToken('redirect.mismatch', { uri, app: clientId });
  return uri;
}

/** The one flow that is served: tokens never come by the browser's address. */
function requireCode(responseType: string): void {
  if (responseType === 'code') return;
  const types = responseType.split(/\s+/);
  const disabled = ['token', 'id_token'].find((type) => types.includes(type));
  if (disabled === undefined) throw refuseToken('response-type.unsupported', { value: responseType });
  throw refuseToken(disabled === 'token' ? 'response-type.token' : 'response-type.id-token');
}

const PROMPTS: ReadonlySet<string> = new Set([
  'login',
  'select_account',
  'consent',
  'admin_consent',
  'create',
]);

/** Nobody is ever signed in already, so that nothing can be had without a page. */
function requirePrompt(prompt: string): void {
  for (const word of prompt.split(/\s+/).filter((one) => one !== '')) {
    if (word === 'none') throw refuseToken('session.none');
    if (!PROMPTS.has(word)) throw refuseToken('prompt.unsupported');
  }
}

/** Without a method it is plain, as RFC 7636 has it. */
function readChallenge(form: Form): CodeChallenge | null {
  const value = form.get('code_challenge');
  const word = form.get('code_challenge_method');
  if (value === null && word === null) return null;
  const method = CHALLENGE_METHODS.find((one) => one === (word ?? 'plain'));
  if (method === undefined) throw refuseToken('challenge.method');
  const challenge = { method, value: value ?? '' };
  if (!hasRightSize(challenge)) throw refuseToken('challenge.size');
  return challenge;
}
