import { resolve } from 'node:path';
import { wallClock } from '../clock/wall-clock.ts';
import { AuthorityFiles } from './authority-files.ts';
import type { KeyPairPem } from './certificates.ts';
import { defaultCaFolder } from './default-ca-folder.ts';

/** What speaks for hosts: clients that trust its certificate believe those that it makes. */
export interface Authority {
  readonly certificatePem: string;
  /** Where the certificate stands, for programs that want a file. */
  readonly certificateFile: string;
  /** A certificate for a server that is reached by these names and addresses, the most telling one first. */
  serverCredentials(hosts: readonly string[]): Promise<KeyPairPem>;
}

/** The names by which a server on this machine is reached. */
export const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/**
 * The authority that a folder keeps; it is made when there is none.
 * @param folder null for that of the user's configuration.
 * @throws OptionsError when what the folder holds is of no use, or it can't be written.
 */
export async function openAuthority(folder: string | null): Promise<Authority> {
  const files = new AuthorityFiles(resolve(folder ?? defaultCaFolder(process.platform, process.env)));
  const now = (): number => wallClock.calendarMs();
  const authority =
    files.readAuthority(now()) ??
    // Of two that start at the same time one is first, and both take its.
    files.keepAuthority(await (await loadCertificates()).makeAuthority(now()), now());
  return {
    certificatePem: authority.cert,
    certificateFile: files.certificateFile,
    async serverCredentials(hosts) {
      const isLoopback = hosts.every((host) => LOOPBACK_HOSTS.includes(host));
      const wanted = isLoopback ? LOOPBACK_HOSTS : hosts;
      const kept = isLoopback ? files.readLoopback(authority, now()) : null;
      if (kept !== null) return kept;
      const made = await (await loadCertificates()).makeHostCertificate(authority, wanted, now());
      if (isLoopback) files.keepLoopback(made);
      return made;
    },
  };
}

/** A tenth of a second's work, and not needed as long as the folder has all that is asked for. */
function loadCertificates() {
  return import('./certificates.ts');
}
