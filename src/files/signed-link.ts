import { createHmac, timingSafeEqual } from 'node:crypto';
import { formatInstant, parseTimestamp } from '../primitives/instant.ts';

/** `unsigned`: it carries no signature at all. */
export type LinkVerdict = 'valid' | 'unsigned' | 'tampered' | 'expired';

/** The parameters of a shared access signature for one blob, read only. */
const VERSION = '2021-08-06';
const RESOURCE = 'b';
const PERMISSION = 'r';

interface ToSign {
  readonly path: string;
  /** Cut to whole seconds, as the link says it. */
  readonly expiresAt: number;
  readonly secret: Uint8Array;
}

/** A path that shows by itself that it may be fetched until it expires. */
export function signFilePath({ path, expiresAt, secret }: ToSign): string {
  const se = formatInstant(expiresAt);
  const signature = sign([path, VERSION, RESOURCE, PERMISSION, se], secret);
  return `${path}?sv=${VERSION}&sr=${RESOURCE}&sp=${PERMISSION}&se=${encodeURIComponent(se)}&sig=${encodeURIComponent(signature)}`;
}

interface ToCheck {
  readonly path: string;
  /** As it came, without the question mark. */
  readonly query: string;
  readonly secret: Uint8Array;
  readonly now: number;
}

/** The order of the parameters is free and others are ignored; a parameter that comes twice is as good as a wrong one. */
export function checkSignedLink({ path, query, secret, now }: ToCheck): LinkVerdict {
  const parameters = new URLSearchParams(query);
  if (!parameters.has('sig')) return 'unsigned';
  const values = SIGNED.map((name) => parameters.getAll(name));
  const signatures = parameters.getAll('sig');
  if (signatures.length !== 1 || values.some(({ length }) => length !== 1)) return 'tampered';
  if (!isSame(signatures.join(), sign([path, ...values.flat()], secret))) return 'tampered';
  const expiresAt = linkExpiry(query);
  return expiresAt !== null && now < expiresAt ? 'valid' : 'expired';
}

/** When a link says it expires; null when it does not say so. */
export function linkExpiry(query: string): number | null {
  return parseTimestamp(new URLSearchParams(query).get('se') ?? '');
}

const SIGNED = ['sv', 'sr', 'sp', 'se'];

function sign(parts: readonly string[], secret: Uint8Array): string {
  return createHmac('sha256', secret).update(parts.join('\n')).digest('base64');
}

/** Takes as long wherever they differ. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
