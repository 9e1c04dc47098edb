import type { Directory, KnownTenant } from '../../identity/directory.ts';
import { isAnyTenant, tenantIdOf } from '../../identity/tenant.ts';
import { isGuid } from '../../primitives/is-guid.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';

const ids = new WeakMap<Sandbox, string>();

/** The tenant of a path: one of those that stand for any, that of a sandbox which is there, or one of the directory. Null for no such tenant. */
export function findTenant(name: string, sandboxes: Sandboxes, directory: Directory): KnownTenant | null {
  if (isAnyTenant(name)) return { id: null, sandbox: null };
  const sandbox = isGuid(name) ? sandboxWithId(name.toLowerCase(), sandboxes) : null;
  return sandbox === null ? directory.tenant(name) : { id: null, sandbox };
}

function sandboxWithId(tenantId: string, sandboxes: Sandboxes): string | null {
  for (const sandbox of sandboxes.all()) if (idOf(sandbox) === tenantId) return sandbox.name;
  return null;
}

/** Made once for each: there may be ten thousand. */
function idOf(sandbox: Sandbox): string {
  const known = ids.get(sandbox) ?? tenantIdOf(sandbox.name);
  ids.set(sandbox, known);
  return known;
}
