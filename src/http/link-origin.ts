import type { IncomingMessage } from 'node:http';
import { header } from './exchange.ts';
import { parseHost } from './host.ts';
import { mountPathOf } from './mount-path.ts';

export interface LinkOriginOptions {
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  /** The host at which a client finds files that has come by this one; null when it is the same. */
  readonly fileHostFor: (host: string) => string | null;
}

/**
 * Scheme, host and port by which this client reached the emulator, so that a link works from where it is: from the host, from
 * a container and through a port mapping alike, and the path it is mounted at. A Host header that is none gives the listening address.
 */
export function linkOrigin(
  request: IncomingMessage,
  listeningUrl: string,
  options: LinkOriginOptions,
): string {
  if (options.publicUrl !== null) return options.publicUrl;
  const forwarded = options.trustProxy ? readForwarded(request) : {};
  const scheme = forwarded.proto ?? schemeOf(request);
  const host = forwarded.host ?? header(request, 'host');
  return (parseHost(host) === null ? listeningUrl : `${scheme}://${host}`) + mountPathOf(request);
}

/** The same for files, which may stand on a host of their own. */
export function fileOrigin(
  request: IncomingMessage,
  listeningUrl: string,
  options: LinkOriginOptions,
): string {
  const origin = linkOrigin(request, listeningUrl, options);
  const host = options.fileHostFor(header(request, 'host')?.toLowerCase() ?? '');
  return host === null ? origin : `${origin.slice(0, origin.indexOf(':'))}://${host}`;
}

/** A client may ask a proxy for an https address without TLS. */
function schemeOf({ socket, url }: IncomingMessage): 'http' | 'https' {
  return 'encrypted' in socket || /^https:/i.test(url ?? '') ? 'https' : 'http';
}

interface Forwarded {
  readonly proto?: string | undefined;
  readonly host?: string | undefined;
}

/** Of several proxies the first is the one the client spoke to. */
function readForwarded(request: IncomingMessage): Forwarded {
  const [first] = (header(request, 'forwarded') ?? '').split(',');
  const proto = (
    forwardedPart(first, 'proto') ?? firstOf(header(request, 'x-forwarded-proto'))
  )?.toLowerCase();
  const host = forwardedPart(first, 'host') ?? forwardedHost(request);
  return {
    proto: proto === 'http' || proto === 'https' ? proto : undefined,
    host: parseHost(host) === null ? undefined : host,
  };
}

/** A proxy may hand on the Host as it came, and tell its own port apart. */
function forwardedHost(request: IncomingMessage): string | undefined {
  const host = firstOf(header(request, 'x-forwarded-host')) ?? header(request, 'host');
  const port = firstOf(header(request, 'x-forwarded-port'));
  return host !== undefined && port !== undefined && parseHost(host)?.port === null
    ? `${host}:${port}`
    : host;
}

function forwardedPart(element: string | undefined, name: string): string | undefined {
  return new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*"?([^";,\\s]+)"?`, 'i').exec(element ?? '')?.[1];
}

function firstOf(list: string | undefined): string | undefined {
  return list?.split(',')[0]?.trim();
}
