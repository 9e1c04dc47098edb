import { createPrivateKey, generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OptionsError } from '../options/options-error.ts';
import { errorCode } from '../primitives/error-code.ts';
import { isRecord } from '../primitives/read-json.ts';
import { writeUnlessThere } from '../primitives/write-unless-there.ts';

/** What would otherwise be random for each emulator: tokens and links hold over a restart. */
export interface KeptKeys {
  /** Signs tokens. */
  readonly key: JsonWebKey;
  /** Signs links and refresh tokens. */
  readonly linkSecret: Uint8Array;
}

const SECRET_BYTES = 32;
const KEY_BITS = 2048;

/**
 * Reads the file that the option `keyFile` names, and makes it where there is none.
 * @throws OptionsError for one that is broken, and is left as it is.
 */
export function keptKeys(file: string): KeptKeys {
  const text = readText(file) ?? makeFile(file);
  return readKeys(file, text);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    throw code === null ? error : bad(file, `cannot be read: ${code}`);
  }
}

function makeFile(file: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
  const made = {
    key: privateKey.export({ format: 'jwk' }),
    linkSecret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
  const text = `${JSON.stringify(made, null, 2)}\n`;
  try {
    writeUnlessThere(file, text);
  } catch (error) {
    const code = errorCode(error);
    throw code === null ? error : bad(file, `cannot be written: ${code}`);
  }
  // Of several that start at once, the first one's counts.
  return readText(file) ?? text;
}

function readKeys(file: string, text: string): KeptKeys {
  const content = parse(file, text);
  if (!isRecord(content) || !isRecord(content['key']))
    throw bad(file, 'must hold an object with key and linkSecret');
  const { key, linkSecret } = content;
  const secret = Buffer.from(typeof linkSecret === 'string' ? linkSecret : '', 'base64url');
  if (secret.length < SECRET_BYTES) throw bad(file, `linkSecret must be ${SECRET_BYTES} bytes in base64url`);
  // Whatever stands there, only a private RSA key can be made of it.
  requireKey(file, key);
  return { key: key, linkSecret: secret };
}

function requireKey(file: string, key: JsonWebKey): void {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey({ key, format: 'jwk' });
    if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= KEY_BITS) return;
  } catch {
    // The reason could quote the key.
  }
  throw bad(file, `key must be a private RSA key of ${KEY_BITS} bits or more, as a JSON Web Key`);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad(file, 'is not JSON');
  }
}

function bad(file: string, problem: string): OptionsError {
  return new OptionsError([{ option: 'keyFile', problem: `${file}: ${problem}` }]);
}
