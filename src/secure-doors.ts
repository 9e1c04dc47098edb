import { hostname } from 'node:os';
import type { SecureContext } from 'node:tls';
import type { House } from './house.ts';
import type { HttpServer } from './http/server.ts';
import type { Door } from './http/door.ts';
import type { NormalizedOptions } from './options/normalized-options.ts';
import { isLoopbackAddress } from './primitives/loopback.ts';
import { LOOPBACK_HOSTS, openAuthority, type Authority } from './tls/authority.ts';
import type { KeyPairPem } from './tls/certificates.ts';
import { clientContext } from './tls/client-context.ts';

/** The certificates an emulator shows. */
export interface Certificates {
  /** Null when all that is served has a certificate of the user's own. */
  readonly authority: Authority | null;
  /** For HTTPS; null when there is none. */
  readonly server: KeyPairPem | null;
  /** For a client that is to believe the emulator as well as the rest of the world. */
  readonly clientContext: () => SecureContext;
}

/** Ways into an emulator beside plain HTTP. */
export interface SecureDoors {
  readonly https: Door | null;
  readonly proxy: Door | null;
}

/**
 * Makes or reads the certificates that the options ask for.
 * @throws OptionsError with what is wrong with their files.
 */
export async function openCertificates(options: NormalizedOptions): Promise<Certificates> {
  const { https, proxy, certificate, caDir } = options;
  if (https && certificate !== null) {
    const { readOwnCertificate } = await import('./tls/own-certificate.ts');
    const server = readOwnCertificate(certificate);
    return certificatesOf(proxy ? await openAuthority(caDir) : null, server);
  }
  const authority = await openAuthority(caDir);
  return certificatesOf(authority, https ? await authority.serverCredentials(hostsOf(options)) : null);
}

function certificatesOf(authority: Authority | null, server: KeyPairPem | null): Certificates {
  // A certificate of the user's own may have signed itself, or bring its root along.
  const own = [authority?.certificatePem ?? [], server?.cert ?? []].flat();
  let context: SecureContext | null = null;
  return { authority, server, clientContext: () => (context ??= clientContext(own)) };
}

/** By which clients may reach the emulator, as far as it knows. */
function hostsOf({ host, allowedHosts, publicUrl }: NormalizedOptions): readonly string[] {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const others = [
    ...(isLoopbackAddress(host) || isEverywhere ? [] : [host]),
    ...(isEverywhere ? [hostname().toLowerCase()] : []),
    ...allowedHosts,
    ...(publicUrl === null ? [] : [new URL(publicUrl).hostname.toLowerCase().replace(/^\[|\]$/g, '')]),
  ];
  return [...new Set([...LOOPBACK_HOSTS, ...others])];
}

/** @throws the listen error of Node; nothing is left open then. */
export async function openSecureDoors(
  house: House,
  server: HttpServer,
  options: NormalizedOptions,
  certificates: Certificates,
): Promise<SecureDoors> {
  const { host, httpsPort, proxyPort, proxyPassthrough, linkHost } = options;
  let https: Door | null = null;
  if (certificates.server !== null) {
    const { listenTls } = await import('./http/listen-tls.ts');
    https = await listenTls(server, { host, port: httpsPort }, certificates.server);
  }
  if (!options.proxy || certificates.authority === null) return { https, proxy: null };
  try {
    const { openProxy } = await import('./proxy/proxy.ts');
    const ownPorts = [server.port, ...(https === null ? [] : [https.port])];
    const proxy = await openProxy({
      address: { host, port: proxyPort },
      app: house.app,
      server,
      authority: certificates.authority,
      hosts: { passthrough: proxyPassthrough, linkHost, ownPorts },
      logger: house.logger,
    });
    return { https, proxy };
  } catch (error) {
    await https?.close();
    throw error;
  }
}
