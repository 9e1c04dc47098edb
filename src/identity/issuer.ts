import type { JsonWebKey } from 'node:crypto';
import { Recent } from '../primitives/recent.ts';
import type { Claims } from './access.ts';
import type { SigningKeys } from './signing-keys.ts';
import { tenantIdOf } from './tenant.ts';
import { commonClaims } from './token-claims.ts';

export interface TokenRequest {
  readonly sandbox: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly issuedAt: number;
  readonly lifetimeMs: number;
}

export interface IssuerSetup {
  /** Null: one is made when it is needed. */
  readonly key: JsonWebKey | null;
  /** The machine's time where tokens go by it; null where they go by the clock of their sandbox. */
  readonly calendarMs: (() => number) | null;
}

export const AUDIENCE = 'https://api.partnercenter.microsoft.com';
const KNOWN_AT_MOST = 1000;
const MOST_CHARACTERS = 16 * 1024;

/** Issues an emulator's tokens, and knows them again. */
export class Issuer {
  readonly #setup: IssuerSetup;
  #keys: Promise<SigningKeys> | null = null;
  /** The claims of tokens that were seen, null for foreign ones, so that each is verified once. */
  readonly #known = new Recent<Claims | null>(KNOWN_AT_MOST);

  constructor(setup: IssuerSetup) {
    this.#setup = setup;
  }

  async issue({ user, roles, ...request }: TokenRequest): Promise<string> {
    const common = commonClaims(AUDIENCE, {
      ...request,
      version: 'v1',
      tenantId: tenantIdOf(request.sandbox),
    });
    return this.sign({ ...common, upn: user, roles });
  }

  async sign(claims: Claims): Promise<string> {
    return (await this.#loadKeys()).sign(claims);
  }

  /** By which anybody may verify the tokens. */
  async publicKey(): Promise<JsonWebKey> {
    return (await this.#loadKeys()).publicKey;
  }

  /** The time by which tokens of a sandbox are issued and expire. */
  timeIn(clock: { now(): number }): number {
    return this.#setup.calendarMs?.() ?? clock.now();
  }

  /** As long as there are none, no token can be ours. With a key that was kept, those of an earlier run are. */
  get hasTokens(): boolean {
    return this.#keys !== null || this.#setup.key !== null;
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
    if (!this.hasTokens || token.length > MOST_CHARACTERS || !LOOKS_SIGNED.test(token)) return null;
    const known = this.#known.get(token);
    return known === undefined ? this.#verify(token) : known;
  }

  async #verify(token: string): Promise<Claims | null> {
    const claims = await (await this.#loadKeys()).verify(token);
    this.#known.set(token, claims);
    return claims;
  }

  #loadKeys(): Promise<SigningKeys> {
    return (this.#keys ??= loadKeys(this.#setup.key));
  }
}

const LOOKS_SIGNED = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

function sandboxIn(claims: Claims | null): string | null {
  const name = claims?.['emulator_sandbox'];
  return typeof name === 'string' ? name : null;
}

async function loadKeys(key: JsonWebKey | null): Promise<SigningKeys> {
  const { makeSigningKeys } = await import('./signing-keys.ts');
  return makeSigningKeys(key);
}
