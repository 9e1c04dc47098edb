import { refuseToken } from '../aad-errors.ts';
import type { KnownApp } from '../directory.ts';
import type { Form } from '../form.ts';
import { requireShort } from '../require-short.ts';
import type { GrantContext } from './grant.ts';

/**
 * The app that asks. A secret that comes must be right, and an assertion is taken as it is: it could only be verified with a key that
 * nobody has given.
 */
export function requireApp(form: Form, { directory, tenant, basic }: GrantContext): KnownApp {
  const clientId = requireShort('client_id', basic?.clientId ?? form.require('client_id'));
  const app = directory.app(clientId);
  if (app === null) throw refuseToken('app.unknown', { app: clientId, tenant });
  const secret = basic?.secret ?? form.get('client_secret');
  if (secret !== null && !app.hasSecret(secret)) throw refuseToken('app.secret', { app: clientId });
  return app;
}

/** The same for an app that acts in its own name, and so has to prove who it is. */
export function requireProvenApp(form: Form, context: GrantContext): KnownApp {
  const app = requireApp(form, context);
  const proof = context.basic?.secret ?? form.get('client_secret') ?? form.get('client_assertion');
  if (proof === null) throw refuseToken('app.no-secret');
  return app;
}
