import { parseUrl } from '../primitives/parse-url.ts';

export type CallbackMethod = 'GET' | 'POST';

/**
 * The address that is called when a report is ready: POST appends the id to the path, GET adds it to the query.
 * Works on the text, so that what the partner wrote stays as it is; a fragment never leaves a client and is left out.
 */
export function callbackAddress(callbackUrl: string, method: CallbackMethod, reportId: string): string {
  const { path, query } = split(callbackUrl);
  if (method === 'POST') return `${withoutTrailing(path, '/')}/${reportId}${query}`;
  const own = withoutTrailing(query, '?&');
  return `${path}${own === '' ? '?' : `${own}&`}reportId=${reportId}`;
}

/**
 * Whether a report can be created with it. `https://<SampleCallbackUrl>`, which the documents send and the service takes, is
 * fine too: that nothing can be delivered there is found at delivery.
 */
export function isCallbackUrl(text: string): boolean {
  if (!WITH_HOST.test(text)) return false;
  return parseAddress(text) !== null || PLACEHOLDER_HOST.test(text);
}

/** The address as something to connect to; null for a placeholder. */
export function parseAddress(address: string): URL | null {
  return parseUrl(address);
}

/** The URL parser itself would also take `http:host` and `https:///host`. */
const WITH_HOST = /^https?:\/\/[^/?#\\\s]/i;
const PLACEHOLDER_HOST = /^https?:\/\/<[^<>/?#\s]+>(?=[:/?#]|$)/i;

/** In linear time, whatever a partner sends. */
function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function split(url: string): { path: string; query: string } {
  const [beforeFragment = ''] = url.split('#', 1);
  const at = beforeFragment.indexOf('?');
  if (at < 0) return { path: beforeFragment, query: '' };
  return { path: beforeFragment.slice(0, at), query: beforeFragment.slice(at) };
}
