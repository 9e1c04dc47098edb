import * as zlib from 'node:zlib';

/** The CRC-32 of bytes that follow those of which it is `soFar`; of nothing it is 0. Node has one of its own from 20.15 and 22.2 on. */
export const crc32: (bytes: Uint8Array, soFar: number) => number =
  'crc32' in zlib ? zlib.crc32 : crc32WithTable;

/** The same, several times slower. */
export function crc32WithTable(bytes: Uint8Array, soFar: number): number {
  table ??= makeTable();
  let crc = ~soFar;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}

const POLYNOMIAL = 0xedb88320;
let table: Uint32Array | null = null;

/** What each byte alone makes of a CRC. */
function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
}
