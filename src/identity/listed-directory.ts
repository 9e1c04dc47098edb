import type { Directory, KnownApp, KnownTenant, KnownUser } from './directory.ts';
import { openDirectory } from './directory.ts';
import type { Identities, ListedApp, ListedTenant, ListedUser } from './identities.ts';

/** Who is listed, and nobody else; of what is not listed at all, anything goes. Names are found in any case, as the service does. */
export function listedDirectory({ users, apps, tenants }: Identities): Directory {
  return {
    app: apps === null ? openDirectory.app : finderOf(apps, ({ clientId }) => [clientId], knownApp),
    user: users === null ? openDirectory.user : finderOf(users, ({ userName }) => [userName], knownUser),
    tenant:
      tenants === null
        ? openDirectory.tenant
        : finderOf(tenants, ({ id, domain }) => [id, domain], knownTenant),
    userNames: users?.map(({ userName }) => userName) ?? null,
    redirectUris: apps === null ? null : allOf(apps.map(({ redirectUris }) => redirectUris)),
  };
}

function finderOf<Listed, Known>(
  list: readonly Listed[],
  namesOf: (one: Listed) => readonly (string | null)[],
  known: (one: Listed) => Known,
): (name: string) => Known | null {
  const byName = new Map<string, Known>();
  for (const one of list) {
    for (const name of namesOf(one)) if (name !== null) byName.set(name.toLowerCase(), known(one));
  }
  return (name) => byName.get(name.toLowerCase()) ?? null;
}

function knownApp({ clientId, name, roles, redirectUris, secret }: ListedApp): KnownApp {
  return {
    clientId,
    name: name ?? clientId,
    roles,
    redirectUris,
    isConfidential: secret !== null,
    hasSecret: (given) => secret === null || given === secret,
  };
}

function knownUser({ userName, displayName, roles, password }: ListedUser): KnownUser {
  return {
    userName,
    displayName: displayName ?? userName,
    roles,
    hasPassword: (given) => password === null || given === password,
  };
}

function knownTenant({ id, sandbox }: ListedTenant): KnownTenant {
  return { id: id?.toLowerCase() ?? null, sandbox };
}

/** Null where one of the lists is: it stands for any. */
function allOf(lists: readonly (readonly string[] | null)[]): readonly string[] | null {
  return lists.includes(null) ? null : lists.flatMap((list) => list ?? []);
}
