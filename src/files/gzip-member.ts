import { constants, deflateRaw, type ZlibOptions } from 'node:zlib';
import { crc32 } from '../primitives/crc32.ts';
import { Fifo } from '../primitives/fifo.ts';

/** So many blocks are compressed side by side, by Node's own threads. */
const SIDE_BY_SIDE = 2;
/** Deflate, no name, no time, level 1, no system named. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff);
/** A last block of nothing. */
const END_OF_DATA = Uint8Array.of(3, 0);

/**
 * Compresses blocks to one gzip member. Each is compressed by itself and ends on a whole byte, so that they can follow one another; which
 * bytes come out depends on where blocks end, and on nothing else.
 */
export async function* gzipMember(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const underWay = new Fifo<Promise<Uint8Array>>();
  let length = 0;
  let crc = 0;
  yield HEADER;
  for await (const block of blocks) {
    length += block.length;
    crc = crc32(block, crc);
    underWay.push(compress(block));
    if (underWay.size >= SIDE_BY_SIDE) yield* next(underWay);
  }
  while (underWay.size > 0) yield* next(underWay);
  yield END_OF_DATA;
  yield trailer(crc, length);
}

async function* next(underWay: Fifo<Promise<Uint8Array>>): AsyncGenerator<Uint8Array, void> {
  const first = underWay.shift();
  if (first !== undefined) yield await first;
}

function compress(block: Uint8Array): Promise<Uint8Array> {
  const compressed = new Promise<Uint8Array>((resolve, reject) => {
    deflateRaw(block, optionsFor(block.length), (error, bytes) =>
      error === null ? resolve(bytes) : reject(error),
    );
  });
  // Whoever stops reading before it is its turn is not told.
  compressed.catch(() => {});
  return compressed;
}

/** A report shrinks to a quarter or so: what comes of a block then comes at once, and not in many turns. */
function optionsFor(length: number): ZlibOptions {
  return {
    level: 1,
    memLevel: 9,
    chunkSize: Math.max(1024, length >> 1),
    finishFlush: constants.Z_SYNC_FLUSH,
  };
}

function trailer(crc: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(crc, 0);
  // Modulo 2^32, as gzip has it.
  bytes.writeUInt32LE(length % 2 ** 32, 4);
  return bytes;
}
