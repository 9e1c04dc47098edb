/** A host name or address with an optional port, as a Host header may hold; anything else is not believed. */
const HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?\.?)(?::(\d{1,5}))?$/i;

export interface HostAndPort {
  /** In lower case, an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number | null;
}

/** Null for a header that is no host and port: it must not find its way into a link. */
export function parseHost(header: string | undefined): HostAndPort | null {
  const [, host, port] = HOST.exec(header ?? '') ?? [];
  if (host === undefined || Number(port ?? 1) > 65535 || port === '0') return null;
  return { host: host.toLowerCase(), port: port === undefined ? null : Number(port) };
}
