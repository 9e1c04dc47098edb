import { isLoopbackName } from '../primitives/loopback.ts';
import { parseUrl } from '../primitives/parse-url.ts';

/** Whether a browser may be sent there: an absolute URL without a fragment, also of an app's own scheme, but none that runs in the page. */
export function isRedirectUri(uri: string): boolean {
  if (uri.length > 2048 || !PLAIN.test(uri)) return false;
  const url = parseUrl(uri);
  return url !== null && !IN_THE_PAGE.has(url.protocol) && url.username === '' && url.password === '';
}

/** Whether a redirect URI is the one that is listed. At a loopback host the port does not count, as apps take any that is free. */
export function isSameRedirect(listed: string, uri: string): boolean {
  return listed === uri || withoutLoopbackPort(listed) === withoutLoopbackPort(uri);
}

/** Of visible ASCII: what a browser would strip or mend is not what has been checked. */
const PLAIN = /^[a-z][a-z0-9+.-]*:[!$-;=?-[\]_a-z~]+$/i;
const IN_THE_PAGE: ReadonlySet<string> = new Set(
  ['javascript', 'data', 'vbscript', 'blob', 'file', 'about', 'view-source', 'filesystem'].map(
    (one) => `${one}:`,
  ),
);

function withoutLoopbackPort(uri: string): string {
  const url = parseUrl(uri);
  if (url?.protocol !== 'http:' || !isLoopbackName(url.hostname)) return uri;
  url.port = '';
  return url.href;
}
