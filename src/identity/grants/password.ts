import { refuseToken } from '../aad-errors.ts';
import { requireShort } from '../require-short.ts';
import { comesWith, readTokenTarget } from '../token-target.ts';
import type { Grant } from './grant.ts';
import { requireApp } from './require-app.ts';

/** A user, by name and password. */
export const password: Grant = (form, context) => {
  const app = requireApp(form, context);
  const target = readTokenTarget(form, context.version);
  const name = requireShort('username', form.require('username')).trim();
  const given = form.require('password');
  const user = context.directory.user(name);
  if (user === null) throw refuseToken('user.unknown', { user: name, tenant: context.tenant });
  if (!user.hasPassword(given)) throw refuseToken('user.password');
  return {
    user,
    app,
    roles: user.roles,
    target,
    ...comesWith(target, context.version),
    nonce: null,
  };
};
