import { createHash } from 'node:crypto';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { QueryWindow } from '../query/query.ts';
import type { FileFormat } from './quoting.ts';

/** Everything a file's content follows from. */
export interface FileRecipe {
  readonly surface: string;
  /** Names the data: seed, size, own rows, or whatever else tells one world from another. */
  readonly world: string;
  readonly query: string;
  readonly window: QueryWindow | null;
  readonly asOf: number;
  readonly redact: boolean;
  readonly format: FileFormat;
  readonly compress: boolean;
  /** What a story makes of the content: no rows, a million, or half of the bytes. */
  readonly variant?: 'empty' | 'huge' | 'cut';
}

/** Goes up whenever the same recipe comes to make other bytes. */
const FORMAT_VERSION = 1;

/** The strong ETag of a file that need not have been made yet: a hash of its recipe, not of its bytes. */
export function etagOf(recipe: FileRecipe): string {
  const { surface, world, query, window, asOf, redact, format, compress, variant = null } = recipe;
  const span = window === null ? null : [window.fromAt, window.toAt];
  const facts = JSON.stringify([
    FORMAT_VERSION,
    surface,
    world,
    query,
    span,
    asOf,
    redact,
    format,
    compress,
    variant,
  ]);
  return `"0x${createHash('sha256').update(facts).digest('hex').slice(0, 32).toUpperCase()}"`;
}

/**
 * A file's bytes from the blocks of its text, with others having their turn between blocks. Compressed ones are one single gzip member:
 * many clients stop at the end of the first.
 */
export function fileBytes(
  blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  compress: boolean,
): AsyncIterable<Uint8Array> {
  return compress ? gzipped(inTurns(blocks)) : inTurns(blocks);
}

const CHUNK_BYTES = 256 * 1024;

function gzipped(blocks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: 1, chunkSize: CHUNK_BYTES });
  // Compressing goes on while the reader is busy with what there is.
  const ahead = new PassThrough({ highWaterMark: 16 * CHUNK_BYTES });
  // A failure anywhere ends all of them, and whoever reads is told by the stream itself.
  pipeline(Readable.from(blocks, { highWaterMark: 1 }), gzip, ahead, () => {});
  return ahead;
}

async function* inTurns(
  blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    yield block;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
