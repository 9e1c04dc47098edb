import type { IncomingMessage } from 'node:http';
import { header } from './exchange.ts';
import { parseHost } from './host.ts';
import { mountPathOf } from './mount-path.ts';

export interface LinkOriginOptions {
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
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
  const scheme = forwarded.proto ?? ('encrypted' in request.socket ? 'https' : 'http');
  const host = forwarded.host ?? header(request, 'host');
  return (parseHost(host) === null ? listeningUrl : `${scheme}://${host}`) + mountPathOf(request);
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

function forwardedHost(request: IncomingMessage): string | undefined {
  const host = firstOf(header(request, 'x-forwarded-host'));
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
