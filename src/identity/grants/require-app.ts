import { refuseToken } from '../aad-errors.ts';
import type { Directory, KnownApp } from '../directory.ts';
import type { Form } from '../form.ts';
import { requireShort } from '../require-short.ts';
import type { GrantContext } from './grant.ts';

/**
 * The app that asks. One with a secret has to prove who it is; an assertion is taken as it is, as it could only be verified with a key
 * that nobody has given.
 */
export function requireApp(form: Form, context: GrantContext): KnownApp {
  const app = findApp(form, context);
  if (app.isConfidential) requireProof(form, context);
  return app;
}

/** The same for an app that acts in its own name, and so always has to prove who it is. */
export function requireProvenApp(form: Form, context: GrantContext): KnownApp {
  const app = findApp(form, context);
  requireProof(form, context);
  return app;
}

/** A secret that comes must be right. */
function findApp(form: Form, { directory, tenant, basic }: GrantContext): KnownApp {
  const app = requireKnownApp(basic?.clientId ?? form.require('client_id'), tenant, directory);
  const secret = basic?.secret ?? form.get('client_secret');
  if (secret !== null && !app.hasSecret(secret)) throw refuseToken('app.secret', { app: app.clientId });
  return app;
}

function requireProof(form: Form, { basic }: GrantContext): void {
  const proof = basic?.secret ?? form.get('client_secret') ?? form.get('client_assertion');
  if (proof === null) throw refuseToken('app.no-secret');
}

/** @throws AadError for an app that is not there. */
export function requireKnownApp(clientId: string, tenant: string, directory: Directory): KnownApp {
  const app = directory.app(requireShort('client_id', clientId));
  if (app === null) throw refuseToken('app.unknown', { app: clientId, tenant });
  return app;
}
