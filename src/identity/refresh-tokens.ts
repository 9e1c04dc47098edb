import { createHmac, timingSafeEqual } from 'node:crypto';
import { DAY } from '../primitives/instant.ts';
import { readShape, type Shaped } from '../primitives/read-shape.ts';

/** As with the service, on the sandbox's clock. */
export const LIFETIME_MS = 90 * DAY;

const REFRESHING = {
  sandbox: 'text',
  clientId: 'text',
  user: 'text',
  roles: 'texts',
  audience: 'text',
  scopes: 'texts',
  issuedAt: 'number',
} as const;

/** What a refresh token stands for. */
export type Refreshing = Shaped<typeof REFRESHING>;

/** Refresh tokens hold by themselves what they stand for, signed, so that none has to be kept. */
export class RefreshTokens {
  readonly #key: Uint8Array;

  /** @param secret of the emulator; a key of its own is made from it, so that nothing else signed with it is a refresh token. */
  constructor(secret: Uint8Array) {
    this.#key = createHmac('sha256', secret).update('refresh tokens').digest();
  }

  issue(refreshing: Refreshing): string {
    const content = Buffer.from(JSON.stringify(refreshing)).toString('base64url');
    return `${MARK}.${content}.${this.#sign(content).toString('base64url')}`;
  }

  /** Null for a text that this emulator has not issued. */
  read(token: string): Refreshing | null {
    const [mark, content = '', signature = '', ...more] = token.trim().split('.');
    if (mark !== MARK || more.length > 0) return null;
    const [given, right] = [Buffer.from(signature, 'base64url'), this.#sign(content)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return readShape(JSON.parse(Buffer.from(content, 'base64url').toString('utf8')), REFRESHING);
  }

  #sign(content: string): Buffer {
    return createHmac('sha256', this.#key).update(content).digest();
  }
}

/** What the service's own begin with. */
const MARK = '1';
