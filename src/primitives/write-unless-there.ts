import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/**
 * Writes a file for its owner only unless there is one of that name: it is whole from the first moment, and of several that are written at
 * once the first one stays.
 * @throws the error of Node, with its `code`.
 */
export function writeUnlessThere(path: string, text: string): void {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx', flush: true });
    nameUnlessThere(beside, path);
  } finally {
    // It may hold a key, whatever has become of it.
    rmSync(beside, { force: true });
  }
}

function nameUnlessThere(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    copyUnlessThere(file, name);
  }
}

/** For file systems without links. */
function copyUnlessThere(file: string, name: string): void {
  try {
    copyFileSync(file, name, constants.COPYFILE_EXCL);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
