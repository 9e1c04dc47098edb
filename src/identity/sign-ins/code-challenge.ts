import { createHash, timingSafeEqual } from 'node:crypto';

/** What an app lays down when it asks for a code, so that nobody else can make use of it (RFC 7636). */
export interface CodeChallenge {
  readonly method: ChallengeMethod;
  readonly value: string;
}

export const CHALLENGE_METHODS = ['plain', 'S256'] as const;
export type ChallengeMethod = (typeof CHALLENGE_METHODS)[number];

/** A hash has 43 letters without padding, and a verifier 43 to 128. */
export function hasRightSize({ method, value }: CodeChallenge): boolean {
  return method === 'S256' ? /^[\w-]{43}$/.test(value) : /^[\w.~-]{43,128}$/.test(value);
}

export function isMetBy({ method, value }: CodeChallenge, verifier: string): boolean {
  const given = method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  const [a, b] = [Buffer.from(given), Buffer.from(value)];
  return a.length === b.length && timingSafeEqual(a, b);
}
