import { createSecureContext, type SecureContext } from 'node:tls';
import { Recent } from '../primitives/recent.ts';
import type { Authority } from '../tls/authority.ts';

/** Any client may make up names of blob accounts. */
const MOST_HOSTS = 200;

/** What TLS needs to speak for a host: a certificate is made when the host is first asked for. */
export class HostContexts {
  readonly #authority: Authority;
  readonly #made = new Recent<Promise<SecureContext>>(MOST_HOSTS);

  constructor(authority: Authority) {
    this.#authority = authority;
  }

  of(host: string): Promise<SecureContext> {
    const known = this.#made.get(host);
    if (known !== undefined) return known;
    const making = this.#authority.serverCredentials([host]).then(createSecureContext);
    this.#made.set(host, making);
    return making;
  }
}
