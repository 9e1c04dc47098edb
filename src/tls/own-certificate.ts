import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { OptionsError, type OptionProblem } from '../options/options-error.ts';
import { messageOf } from '../primitives/error-code.ts';
import type { KeyPairPem } from './certificates.ts';

/**
 * The user's own certificate and its key.
 * @throws OptionsError with all that is wrong with the files.
 */
export function readOwnCertificate({
  certFile,
  keyFile,
}: {
  readonly certFile: string;
  readonly keyFile: string;
}): KeyPairPem {
  const problems: OptionProblem[] = [];
  const read = <T>(
    option: string,
    path: string,
    what: string,
    take: (text: string) => T,
  ): Found<T> | null => {
    try {
      const text = readFileSync(path, 'utf8');
      return { text, value: takeOrTell(what, () => take(text)) };
    } catch (error) {
      problems.push({ option, problem: `${path}: ${messageOf(error)}` });
      return null;
    }
  };
  const cert = read('cert', certFile, 'is no certificate as PEM', readCertificate);
  const key = read('key', keyFile, 'is no private key as PEM without a passphrase', readKey);
  if (cert !== null && key !== null && !cert.value.checkPrivateKey(key.value)) {
    problems.push({ option: 'key', problem: `${keyFile}: is not the key of the certificate in ${certFile}` });
  }
  if (cert === null || key === null || problems.length > 0) throw new OptionsError(problems);
  return { cert: cert.text, key: key.text };
}

interface Found<T> {
  readonly text: string;
  readonly value: T;
}

/** The first certificate is the server's, those behind it lead to an authority: what TLS can't take is found here. */
function readCertificate(text: string): X509Certificate {
  createSecureContext({ cert: text });
  return new X509Certificate(text);
}

function readKey(text: string): KeyObject {
  return createPrivateKey(text);
}

/** What the library says about bytes it can't read tells nobody anything. */
function takeOrTell<T>(what: string, take: () => T): T {
  try {
    return take();
  } catch {
    throw new Error(what);
  }
}
