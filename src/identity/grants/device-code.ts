import { comesWith } from '../token-target.ts';
import type { Grant } from './grant.ts';
import { requireApp } from './require-app.ts';

/** Somebody who has signed in for a device, by the code that the device got. */
export const deviceCode: Grant = (form, context) => {
  const app = requireApp(form, context);
  // In v1 it is called as in a code grant.
  const name = context.version === 'v1' ? 'code' : 'device_code';
  const code = form.get('device_code') ?? form.get('code') ?? form.require(name);
  const { target, outcome } = context.signIns.poll(code, app.clientId, context.now);
  return {
    user: outcome.user,
    app,
    roles: outcome.roles,
    target,
    ...comesWith(target, context.version),
    nonce: null,
  };
};
