import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Makes dist/ unless it is newer than the sources, as `npm test` does before the tests begin. */
export function buildPackage(): void {
  const repository = join(__dirname, '../..');
  for (const script of ['scripts/generate.mjs', 'scripts/build.mjs']) {
    execFileSync(process.execPath, [script], { cwd: repository, stdio: 'pipe' });
  }
}
