import type { NormalizedOptions } from '../options/normalized-options.ts';
import { isOptionsError } from '../options/options-error.ts';
import { complain } from './complain.ts';
import type { Settings } from './read-settings.ts';

/** Writes the certificate of the local authority to stdout; the authority is made when there is none. */
export async function exportCa({ caDir }: NormalizedOptions, { describe }: Settings): Promise<void> {
  const { openAuthority } = await import('../tls/authority.ts');
  try {
    const { certificatePem } = await openAuthority(caDir);
    process.stdout.write(certificatePem);
  } catch (error) {
    if (!isOptionsError(error)) throw error;
    for (const problem of describe(error)) complain(problem);
    process.exitCode = 2;
  }
}
