import { createHash, X509Certificate } from 'node:crypto';

/** What Java's own trust store has, and everybody knows: it is there against damage, not against people. */
export const TRUST_STORE_PASSWORD = 'changeit';

/** Certificates to trust as a JKS file, the form that every Java reads and that can be written without a library. */
export function trustStore(certificates: readonly string[], madeAtMs: number): Buffer {
  const entries = certificates.map((pem, index) =>
    entry(`emulator-${index}`, new X509Certificate(pem).raw, madeAtMs),
  );
  const content = Buffer.concat([MAGIC, uint32(VERSION), uint32(entries.length), ...entries]);
  const digest = createHash('sha1')
    .update(Buffer.from(TRUST_STORE_PASSWORD, 'utf16le').swap16())
    .update('Mighty Aphrodite')
    .update(content)
    .digest();
  return Buffer.concat([content, digest]);
}

const MAGIC = Buffer.from('feedfeed', 'hex');
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;

function entry(alias: string, certificate: Buffer, madeAtMs: number): Buffer {
  const madeAt = Buffer.alloc(8);
  madeAt.writeBigInt64BE(BigInt(madeAtMs));
  return Buffer.concat([
    uint32(TRUSTED_CERTIFICATE),
    shortText(alias),
    madeAt,
    shortText('X.509'),
    uint32(certificate.length),
    certificate,
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** ASCII, its length in front. */
function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), Buffer.from(text, 'ascii')]);
}
