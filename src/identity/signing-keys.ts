import { randomUUID } from 'node:crypto';
import { CompactSign, compactVerify, errors, generateKeyPair } from 'jose';

/** The key that signs an emulator's tokens. Loaded and made when the first token is: most emulators never need one. */
export interface SigningKeys {
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The claims of a token that this key has signed, however old; null for any other text. */
  verify(token: string): Promise<Readonly<Record<string, unknown>> | null>;
}

const ALGORITHM = 'RS256';

export async function makeSigningKeys(): Promise<SigningKeys> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const header = { alg: ALGORITHM, typ: 'JWT', kid: randomUUID() };
  return {
    sign: (claims) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader(header)
        .sign(privateKey),
    async verify(token) {
      try {
        const { payload } = await compactVerify(token, publicKey, { algorithms: [ALGORITHM] });
        // What this key has signed is what `sign` made: an object.
        return JSON.parse(new TextDecoder().decode(payload)) as Readonly<Record<string, unknown>>;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
