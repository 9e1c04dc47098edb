import type { IncomingMessage } from 'node:http';
import { DEFAULT_SANDBOX } from '../sandbox/sandboxes.ts';
import { header } from './exchange.ts';
import type { Target } from './target.ts';

export interface Addressed {
  readonly sandboxName: string;
  /** The path without the sandbox. */
  readonly segments: readonly string[];
  /** `/sandbox/{name}` when the path had it, else empty. */
  readonly prefix: string;
}

/** A request belongs to the sandbox its path names, else to the one of its header, else to the default one. */
export function addressOf(request: IncomingMessage, { segments }: Target): Addressed {
  if (segments[0]?.toLowerCase() === 'sandbox' && segments.length > 1) {
    const sandboxName = segments[1] ?? '';
    return {
      sandboxName,
      segments: segments.slice(2),
      prefix: `/sandbox/${encodeURIComponent(sandboxName)}`,
    };
  }
  const sandboxName = header(request, 'x-emulator-sandbox')?.trim() || DEFAULT_SANDBOX;
  return { sandboxName, segments, prefix: '' };
}
