import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/** What a client needs that believes everybody whom a program of Node believes, and further authorities. */
export function clientContext(authorities: readonly string[]): SecureContext {
  // Node adds nothing to a list of authorities: not those it knows, and not those it was started with.
  return createSecureContext({ ca: [...rootCertificates, ...extraCertificates(), ...authorities] });
}

/** A file that can't be read is passed over, as Node does after a warning at its start. */
function extraCertificates(): readonly string[] {
  const { NODE_EXTRA_CA_CERTS: path } = process.env;
  if (path === undefined || path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}
