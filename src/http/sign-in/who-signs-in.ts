import { refuseToken } from '../../identity/aad-errors.ts';
import { ROLES, SOMEBODY } from '../../identity/access.ts';
import type { Form } from '../../identity/form.ts';
import type { SignedIn } from '../../identity/sign-ins/sign-ins.ts';
import { requireShort } from '../../identity/require-short.ts';
import { NO_ROLE } from './consent-page.ts';
import type { EndpointRequest } from './endpoint.ts';

/**
 * Who has said yes on a page. Nobody named is the first that is listed; the roles of whoever is listed are their own.
 * @throws AadError for a user or a role that is not there.
 */
export function whoSignsIn({ directory, tenant, form }: EndpointRequest): SignedIn {
  const { userNames } = directory;
  const name = requireShort('username', form.get('username')?.trim() ?? userNames?.[0] ?? SOMEBODY);
  const user = directory.user(name);
  if (user === null) throw refuseToken('user.unknown', { user: name, tenant });
  return { user, roles: userNames === null ? rolesIn(form, user.roles) : user.roles };
}

function rolesIn(form: Form, usual: readonly string[]): readonly string[] {
  const role = form.get('role');
  if (role === null) return usual;
  if (role === NO_ROLE) return [];
  const known = ROLES.find((one) => one === role);
  if (known === undefined) throw refuseToken('request.invalid', { detail: `there is no role '${role}'` });
  return [known];
}
