import { refuse } from '../errors/api-errors.ts';

/** What a request line asks for: path segments, decoded, with repeated slashes collapsed, and the query string as sent. */
export interface Target {
  /** As sent. */
  readonly path: string;
  readonly segments: readonly string[];
  readonly search: string;
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** @throws ApiError `request.malformed` for a path that can't be decoded. */
export function readTarget(url: string): Target {
  const sent = withoutOrigin(asUtf8(url));
  const queryAt = sent.indexOf('?');
  const path = queryAt < 0 ? sent : sent.slice(0, queryAt);
  const segments: string[] = [];
  for (const segment of path.split('/')) if (segment !== '') segments.push(decode(segment));
  return { path, segments, search: queryAt < 0 ? '' : sent.slice(queryAt + 1) };
}

/** Some clients send raw UTF-8 in a URL; Node hands it over as Latin-1. */
function asUtf8(url: string): string {
  // eslint-disable-next-line no-control-regex -- exactly the range of ASCII is meant
  return /[^\x00-\x7f]/.test(url) ? Buffer.from(url, 'latin1').toString('utf8') : url;
}

/** A client that thinks it talks to a proxy sends the whole URL. */
function withoutOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(ABSOLUTE, '');
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refuse(
      'request.malformed',
      `the path segment '${segment.slice(0, 100)}' is not valid percent-encoding`,
    );
  }
}
