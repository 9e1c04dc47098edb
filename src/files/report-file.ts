import { createHash } from 'node:crypto';
import type { QueryWindow } from '../query/query.ts';
import { gzipMember } from './gzip-member.ts';
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
const FORMAT_VERSION = 2;

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
  return compress ? gzipMember(inTurns(blocks)) : inTurns(blocks);
}

async function* inTurns(
  blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    yield block;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
