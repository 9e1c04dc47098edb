import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAKER = fileURLToPath(new URL('make-code-cache.cjs', import.meta.url));

/** Leaves beside the library what V8 compiled of it by the first answer, for the version of Node that builds. */
export async function writeCodeCache(target) {
  await promisify(execFile)(process.execPath, [MAKER, target]);
}
