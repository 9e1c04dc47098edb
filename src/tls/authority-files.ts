import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OptionsError } from '../options/options-error.ts';
import { errorCode, messageOf } from '../primitives/error-code.ts';
import { writeUnlessThere } from '../primitives/write-unless-there.ts';
import type { KeyPairPem } from './certificates.ts';

/** A certificate of the emulator's own that ends within this time is made anew. */
const SPARE_MS = 7 * 86_400_000;

/**
 * What the folder of an authority holds: `ca-key.pem`, key and certificate in one file, so that they can't come apart; `ca.pem`, the
 * certificate alone, for clients; `localhost.pem`, key and certificate of a server on this machine.
 */
export class AuthorityFiles {
  readonly certificateFile: string;
  readonly #folder: string;
  readonly #authorityFile: string;
  readonly #loopbackFile: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#authorityFile = join(folder, 'ca-key.pem');
    this.certificateFile = join(folder, 'ca.pem');
    this.#loopbackFile = join(folder, 'localhost.pem');
  }

  /**
   * Null when there is none.
   * @throws OptionsError for one that is of no use.
   */
  readAuthority(nowMs: number): KeyPairPem | null {
    const found = this.#read(this.#authorityFile);
    if (found === null) return null;
    const authority = pairIn(found);
    const certificate = authority === null ? null : pairedCertificate(authority);
    if (authority === null || certificate === null || !isAuthority(certificate))
      throw this.#useless('is no certificate authority of an emulator');
    const endsAt = Date.parse(certificate.validTo);
    if (endsAt <= nowMs) throw this.#useless(`ended on ${new Date(endsAt).toISOString().slice(0, 10)}`);
    if (this.#read(this.certificateFile) !== authority.cert)
      this.#write(this.certificateFile, authority.cert, 0o644);
    return authority;
  }

  /** Keeps an authority unless there is one by now; the answer is the one that is kept. */
  keepAuthority(made: KeyPairPem, nowMs: number): KeyPairPem {
    this.#tryToWrite(() => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeUnlessThere(this.#authorityFile, made.key + made.cert);
    });
    return this.readAuthority(nowMs) ?? made;
  }

  /** Null when there is none that this authority has made and that lasts for a while. */
  readLoopback(authority: KeyPairPem, nowMs: number): KeyPairPem | null {
    const found = this.#read(this.#loopbackFile);
    const pair = found === null ? null : pairIn(found);
    const certificate = pair === null ? null : pairedCertificate(pair);
    if (certificate === null || Date.parse(certificate.validTo) < nowMs + SPARE_MS) return null;
    return certificate.verify(new X509Certificate(authority.cert).publicKey) ? pair : null;
  }

  /** One that can't be kept, in a folder that may only be read, is made anew at the next start. */
  keepLoopback(made: KeyPairPem): void {
    try {
      this.#write(this.#loopbackFile, made.key + made.cert, 0o600);
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
    }
  }

  #read(path: string): string | null {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw bad(`${path}: cannot be read: ${messageOf(error)}`);
    }
  }

  /** Whoever reads it meanwhile sees the old one or the new one, whole. */
  #write(path: string, text: string, mode: number): void {
    this.#tryToWrite(() => {
      const beside = `${path}.${randomBytes(6).toString('hex')}`;
      writeFileSync(beside, text, { mode, flag: 'wx' });
      renameSync(beside, path);
    });
  }

  #tryToWrite(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw bad(`${this.#folder}: the certificates cannot be kept there: ${messageOf(error)}`);
    }
  }

  #useless(why: string): OptionsError {
    return bad(
      `${this.#authorityFile}: ${why}; delete it to have a new one made, and have clients trust the new ${this.certificateFile}`,
    );
  }
}

const KEY = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/;

function pairIn(text: string): KeyPairPem | null {
  const [key] = KEY.exec(text) ?? [];
  const [cert] = CERTIFICATE.exec(text) ?? [];
  return key === undefined || cert === undefined ? null : { key, cert };
}

/** The certificate, when it is one and the key is its own. */
function pairedCertificate({ cert, key }: KeyPairPem): X509Certificate | null {
  try {
    const certificate = new X509Certificate(cert);
    return certificate.checkPrivateKey(createPrivateKey(key)) ? certificate : null;
  } catch {
    return null;
  }
}

/** One whose key is of another kind than those that are made here can't sign. */
function isAuthority({ ca, publicKey }: X509Certificate): boolean {
  return ca && publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

function bad(problem: string): OptionsError {
  return new OptionsError([{ option: 'caDir', problem }]);
}
