import { isGuid } from '../primitives/is-guid.ts';
import { DEFAULT_ROLE, type Role } from './access.ts';

/** Who there is. Null for whom it does not know. */
export interface Directory {
  readonly app: (clientId: string) => KnownApp | null;
  readonly user: (name: string) => KnownUser | null;
  readonly tenant: (name: string) => KnownTenant | null;
  /** Null: anybody. */
  readonly userNames: readonly string[] | null;
  /** Of all apps; null where one takes any. */
  readonly redirectUris: readonly string[] | null;
}

export interface KnownApp {
  readonly clientId: string;
  readonly name: string;
  /** Of the tokens it gets in its own name. */
  readonly roles: readonly Role[];
  /** Null: any that is safe. */
  readonly redirectUris: readonly string[] | null;
  /** It has a secret, and is asked for it whatever it wants. */
  readonly isConfidential: boolean;
  hasSecret(secret: string): boolean;
}

export interface KnownUser {
  readonly userName: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  hasPassword(password: string): boolean;
}

export interface KnownTenant {
  /** Null: that of its sandbox. */
  readonly id: string | null;
  /** Null: the one that the request names otherwise. */
  readonly sandbox: string | null;
}

/** Anybody goes, with any secret. */
export const openDirectory: Directory = {
  app: (clientId) => ({
    clientId,
    name: clientId,
    roles: [DEFAULT_ROLE],
    redirectUris: null,
    isConfidential: false,
    hasSecret: () => true,
  }),
  user: (name) => ({
    userName: name,
    displayName: name,
    roles: [DEFAULT_ROLE],
    hasPassword: () => true,
  }),
  tenant: (name) => ({ id: isGuid(name) ? name.toLowerCase() : null, sandbox: null }),
  userNames: null,
  redirectUris: null,
};
