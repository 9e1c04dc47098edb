import type { Directory, KnownApp, KnownUser } from '../directory.ts';
import type { Form } from '../form.ts';
import type { RefreshTokens } from '../refresh-tokens.ts';
import type { SignIns } from '../sign-ins/sign-ins.ts';
import type { TokenTarget } from '../token-target.ts';

/** A way to ask for a token: looks whether it may be had, and says what is to be issued. */
export type Grant = (form: Form, context: GrantContext) => Granted;

export type TokenVersion = 'v1' | 'v2';

export interface GrantContext {
  readonly version: TokenVersion;
  /** As it stands in the path. */
  readonly tenant: string;
  readonly tenantId: string;
  readonly sandbox: string;
  /** On the sandbox's clock. */
  readonly now: number;
  readonly directory: Directory;
  readonly refreshTokens: RefreshTokens;
  /** Of the sandbox. */
  readonly signIns: SignIns;
  /** What came with `Authorization: Basic`. */
  readonly basic: { readonly clientId: string; readonly secret: string } | null;
}

export interface Granted {
  /** Null: an app in its own name. */
  readonly user: KnownUser | null;
  readonly app: KnownApp;
  readonly roles: readonly string[];
  readonly target: TokenTarget;
  readonly refreshable: boolean;
  readonly withIdToken: boolean;
  readonly nonce: string | null;
}
