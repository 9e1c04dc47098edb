import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, CompactSign, compactVerify, errors } from 'jose';
import { isRecord } from '../primitives/read-json.ts';

/** The key that signs an emulator's tokens. Loaded and made when the first token is: most emulators never need one. */
export interface SigningKeys {
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The claims of a token that this key has signed, however old; null for any other text. */
  verify(token: string): Promise<Readonly<Record<string, unknown>> | null>;
  readonly publicKey: JsonWebKey;
}

const ALGORITHM = 'RS256';

/** @param kept the private key of an earlier run; null to make one. */
export async function makeSigningKeys(kept: JsonWebKey | null): Promise<SigningKeys> {
  const privateKey = kept === null ? await makeKey() : createPrivateKey({ key: kept, format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(publicKey);
  const header = { alg: ALGORITHM, typ: 'JWT', kid };
  return {
    publicKey: { ...jwk, kid, use: 'sig', alg: ALGORITHM },
    sign: (claims) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader(header)
        .sign(privateKey),
    async verify(token) {
      try {
        const { payload } = await compactVerify(token, publicKey, { algorithms: [ALGORITHM] });
        // A key that was kept may have signed other things elsewhere.
        const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
        return isRecord(claims) ? claims : null;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof SyntaxError) return null;
        throw error;
      }
    },
  };
}

async function makeKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
}
