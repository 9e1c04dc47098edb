import type { Role } from './access.ts';

/** Who there is, as the file of the option `identities` lists it; null where it lists nobody, and anybody goes. */
export interface Identities {
  readonly users: readonly ListedUser[] | null;
  readonly apps: readonly ListedApp[] | null;
  readonly tenants: readonly ListedTenant[] | null;
}

export interface ListedUser {
  readonly userName: string;
  /** Null: any will do. */
  readonly password: string | null;
  /** None: a user whom the service lets nothing do. */
  readonly roles: readonly Role[];
  readonly displayName: string | null;
}

export interface ListedApp {
  readonly clientId: string;
  /** Null: any will do. */
  readonly secret: string | null;
  /** Null: any that is safe. */
  readonly redirectUris: readonly string[] | null;
  readonly roles: readonly Role[];
  readonly name: string | null;
}

export interface ListedTenant {
  /** Null: that of its sandbox. */
  readonly id: string | null;
  readonly domain: string | null;
  /** Null: the one that the request names otherwise. */
  readonly sandbox: string | null;
}
