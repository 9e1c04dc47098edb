import { v5 as uuidV5 } from 'uuid';

/** Any fixed uuid would do. */
const NAMESPACE = '3b6a51c4-7f0e-4c39-9a5d-0c2f6d1e8b47';

/** The tenant id that stands for a sandbox in its tokens. */
export function tenantIdOf(sandboxName: string): string {
  return uuidV5(sandboxName, NAMESPACE);
}

/** The object id of a user or an app in a tenant. */
export function objectIdOf(tenantId: string, name: string): string {
  return uuidV5(`${tenantId}/${name.toLowerCase()}`, NAMESPACE);
}

/** Tenants that stand for any. */
const ANY: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers']);

export function isAnyTenant(name: string): boolean {
  return ANY.has(name.toLowerCase());
}
