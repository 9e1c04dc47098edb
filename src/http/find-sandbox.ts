import type { IncomingMessage } from 'node:http';
import { DEFAULT_SANDBOX } from '../sandbox/sandboxes.ts';
import { header } from './exchange.ts';
import type { Issuer } from '../identity/issuer.ts';
import { tokenOf } from '../identity/access.ts';
import type { Target } from './target.ts';

export interface Addressed {
  readonly sandboxName: string;
  /** The path without the sandbox. */
  readonly segments: readonly string[];
  /** `/sandbox/{name}` when the path had it, else empty. */
  readonly prefix: string;
  /** False where it is the default one for want of another. */
  readonly isNamed: boolean;
}

/**
 * A request belongs to the sandbox its path names, else to the one of its header, else to the one for which this emulator issued
 * its token, else to the default one.
 */
export function addressOf(
  request: IncomingMessage,
  { segments }: Target,
  issuer: Issuer,
): Addressed | Promise<Addressed> {
  if (segments[0]?.toLowerCase() === 'sandbox' && segments.length > 1) {
    const sandboxName = segments[1] ?? '';
    return {
      sandboxName,
      segments: segments.slice(2),
      prefix: `/sandbox/${encodeURIComponent(sandboxName)}`,
      isNamed: true,
    };
  }
  const named = header(request, 'x-emulator-sandbox')?.trim() || sandboxOfToken(request, issuer);
  const at = (name: string | null): Addressed => ({
    sandboxName: name ?? DEFAULT_SANDBOX,
    segments,
    prefix: '',
    isNamed: name !== null,
  });
  return named instanceof Promise ? named.then(at) : at(named);
}

function sandboxOfToken(request: IncomingMessage, issuer: Issuer): string | null | Promise<string | null> {
  if (!issuer.hasTokens) return null;
  const token = tokenOf({
    authorization: header(request, 'authorization'),
    ticket: header(request, 'x-aaduserticket'),
  });
  return token === null ? null : issuer.sandboxOf(token);
}
