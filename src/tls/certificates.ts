/** All that needs the certificate library, and nothing else of the house: it is a bundle of its own, loaded when one is to be made. */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both as PEM. */
export interface KeyPairPem {
  readonly cert: string;
  readonly key: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
x509.cryptoProvider.set(webcrypto);

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Strict clients take none that is valid for 398 days or more; one of these days lies before the making. */
const HOST_DAYS = 396;

/** A new authority, valid for ten years. Its name is its own, so that a client with two of them keeps them apart. */
export async function makeAuthority(nowMs: number): Promise<KeyPairPem> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Insights emulator CA ${randomBytes(4).toString('hex')}, O=Partner Center Insights emulator`,
    serialNumber: serialNumber(),
    ...validity(nowMs, AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemOf(certificate), key: await keyPem(keys.privateKey) };
}

/** A certificate for a server that is reached by these names and addresses. */
export async function makeHostCertificate(
  authority: KeyPairPem,
  hosts: readonly string[],
  nowMs: number,
): Promise<KeyPairPem> {
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await makeKeys();
  const { notBefore, notAfter } = validity(nowMs, HOST_DAYS);
  const certificate = await x509.X509CertificateGenerator.create({
    // A name longer than 64 characters is none; clients read the alternative names only.
    subject: `CN=${(hosts[0] ?? '').slice(0, 64)}, O=Partner Center Insights emulator`,
    issuer: issuer.subject,
    serialNumber: serialNumber(),
    notBefore,
    notAfter: notAfter < issuer.notAfter ? notAfter : issuer.notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemOf(certificate), key: await keyPem(keys.privateKey) };
}

/** From a day back: clocks of containers and of this machine differ. */
function validity(nowMs: number, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + days * DAY_MS) };
}

/** Positive, never zero, and too long to be drawn twice. */
function serialNumber(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [bytes = new ArrayBuffer(0)] = x509.PemConverter.decode(pem);
  return webcrypto.subtle.importKey('pkcs8', bytes, ALGORITHM, false, ['sign']);
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
