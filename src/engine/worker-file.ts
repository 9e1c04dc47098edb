import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The program of the worker: beside the library in the package; in dist/ for the sources, which a worker can't run. */
export function workerFile(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = [join(folder, 'worker.cjs'), join(folder, 'dist', 'worker.cjs')].find((path) =>
      existsSync(path),
    );
    if (found !== undefined) return found;
    if (dirname(folder) === folder) throw new Error('There is no dist/worker.cjs: `npm run build` makes it');
  }
}
