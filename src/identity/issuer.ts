import { randomUUID } from 'node:crypto';
import { SECOND } from '../primitives/instant.ts';
import type { Claims } from './access.ts';
import type { SigningKeys } from './signing-keys.ts';
import { tenantIdOf } from './tenant.ts';

export interface TokenRequest {
  readonly sandbox: string;
  readonly user: string;
  readonly roles: readonly string[];
  /** On the sandbox's clock. */
  readonly issuedAt: number;
  readonly lifetimeMs: number;
}

export const AUDIENCE = 'https://api.partnercenter.microsoft.com';
const KNOWN_AT_MOST = 1000;
const MOST_CHARACTERS = 16 * 1024;

/** Issues an emulator's tokens, and knows them again. */
export class Issuer {
  #keys: Promise<SigningKeys> | null = null;
  /** The claims of tokens that were seen, null for foreign ones, so that each is verified once. */
  readonly #known = new Map<string, Claims | null>();

  async issue(request: TokenRequest): Promise<string> {
    this.#keys ??= loadKeys();
    return (await this.#keys).sign(claimsOf(request));
  }

  /** As long as there are none, no token can be ours. */
  get hasTokens(): boolean {
    return this.#keys !== null;
  }

  /**
   * The sandbox for which this emulator issued the token; null for an unsigned or foreign one. Whether it has expired is another
   * matter.
   */
  sandboxOf(token: string): string | null | Promise<string | null> {
    const claims = this.claimsOf(token);
    return claims instanceof Promise ? claims.then(sandboxIn) : sandboxIn(claims);
  }

  /** The claims of a token that this emulator has signed, however old; null for any other text. */
  claimsOf(token: string): Claims | null | Promise<Claims | null> {
    if (this.#keys === null || token.length > MOST_CHARACTERS || !LOOKS_SIGNED.test(token)) return null;
    const known = this.#known.get(token);
    return known === undefined ? this.#verify(token, this.#keys) : known;
  }

  async #verify(token: string, keys: Promise<SigningKeys>): Promise<Claims | null> {
    const claims = await (await keys).verify(token);
    this.#remember(token, claims);
    return claims;
  }

  #remember(token: string, claims: Claims | null): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= KNOWN_AT_MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(token, claims);
  }
}

const LOOKS_SIGNED = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

function sandboxIn(claims: Claims | null): string | null {
  const name = claims?.['emulator_sandbox'];
  return typeof name === 'string' && claims?.['tid'] === tenantIdOf(name) ? name : null;
}

async function loadKeys(): Promise<SigningKeys> {
  const { makeSigningKeys } = await import('./signing-keys.ts');
  return makeSigningKeys();
}

function claimsOf({ sandbox, user, roles, issuedAt, lifetimeMs }: TokenRequest): Record<string, unknown> {
  const tenantId = tenantIdOf(sandbox);
  const seconds = Math.floor(issuedAt / SECOND);
  return {
    aud: AUDIENCE,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: seconds,
    nbf: seconds,
    exp: Math.floor((issuedAt + lifetimeMs) / SECOND),
    tid: tenantId,
    upn: user,
    roles,
    ver: '1.0',
    jti: randomUUID(),
    emulator_sandbox: sandbox,
  };
}
