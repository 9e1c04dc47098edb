import { refuseToken } from '../aad-errors.ts';
import type { Directory, KnownApp } from '../directory.ts';
import type { Form } from '../form.ts';
import { requireShort } from '../require-short.ts';
import type { GrantContext } from './grant.ts';

/**
 * The app that asks. A secret that comes must be right, and an assertion is taken as it is: it could only be verified with a key that
 * nobody has given.
 */
export function requireApp(form: Form, { directory, tenant, basic }: GrantContext): KnownApp {
  const app = requireKnownApp(basic?.clientId ?? form.require('client_id'), tenant, directory);
  const secret = basic?.secret ?? form.get('client_secret');
  if (secret !== null && !app.hasSecret(secret)) throw refuseToken('app.secret', { app: app.clientId });
  return app;
}

/** The same for an app that acts in its own name, and so has to prove who it is. */
export function requireProvenApp(form: Form, context: GrantContext): KnownApp {
  const app = requireApp(form, context);
  const proof = context.basic?.secret ?? form.get('client_secret') ?? form.get('client_assertion');
  if (proof === null) throw refuseToken('app.no-secret');
  return app;
}

/** @throws AadError for an app that is not there. */
export function requireKnownApp(clientId: string, tenant: string, directory: Directory): KnownApp {
  const app = directory.app(requireShort('client_id', clientId));
  if (app === null) throw refuseToken('app.unknown', { app: clientId, tenant });
  return app;
}
