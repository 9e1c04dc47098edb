import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync, type Stats } from 'node:fs';
import type { Problems } from './problems.ts';
import { lineAt, startOfLine } from './lines.ts';

const MIB = 1024 * 1024;
/** A million rows of the widest datasets; what is read becomes columns in memory. */
const MOST_BYTES = 256 * MIB;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** The bytes of a file of UTF-8 text, without a byte order mark. */
export function readFileWhole(path: string, problems: Problems): Buffer {
  const stats = orFail(problems, () => statSync(path));
  const wrong = whatIsWrongWith(stats);
  if (wrong !== null) problems.fail('', wrong);
  const bytes = orFail(problems, () => readFileSync(path));
  refuseOtherEncodings(bytes, problems);
  return BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? bytes.subarray(3) : bytes;
}

/** Why the file system refuses, without the path, in the words of its own. */
export function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'ENOTDIR') return 'is not a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'must not be read by this user';
  return `cannot be read: ${String(error)}`;
}

function orFail<T>(problems: Problems, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return problems.fail('', reasonOf(error));
  }
}

function whatIsWrongWith(stats: Stats): string | null {
  if (stats.isDirectory()) return 'is a folder, not a file';
  if (!stats.isFile()) return 'is not a file';
  if (stats.size === 0) return 'is empty';
  if (stats.size > MOST_BYTES) {
    return `is larger than the ${MOST_BYTES / MIB} MiB that are read`;
  }
  return null;
}

function refuseOtherEncodings(bytes: Buffer, problems: Problems): void {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    problems.fail('line 1, character 1', 'the file is UTF-16; it must be UTF-8');
  }
  if (!isUtf8(bytes)) problems.fail(describePlace(bytes, firstOddByte(bytes)), 'this is not UTF-8');
  const nul = bytes.indexOf(0);
  if (nul >= 0) problems.fail(describePlace(bytes, nul), 'text holds no NUL: the file must be UTF-8');
}

/** Decoded and encoded again, bytes that are no UTF-8 become others. */
function firstOddByte(bytes: Buffer): number {
  // By blocks of lines: a line's end is never part of another character.
  for (let start = 0; start < bytes.length;) {
    const lineEnd = bytes.indexOf(0x0a, start + MIB);
    const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
    const block = bytes.subarray(start, end);
    if (!isUtf8(block)) {
      const again = Buffer.from(block.toString());
      let at = 0;
      while (block[at] === again[at]) at++;
      // An encoded replacement may begin like what it replaced.
      while (at > 0 && ((block[at] ?? 0) & 0xc0) === 0x80 && !isUtf8(block.subarray(0, at))) at--;
      return start + at;
    }
    start = end;
  }
  return 0;
}

function describePlace(bytes: Buffer, at: number): string {
  const before = bytes.toString('utf8', startOfLine(bytes, at), at).replace(/^\uFEFF/, '');
  return `line ${lineAt(bytes, at)}, character ${Array.from(before).length + 1}`;
}
