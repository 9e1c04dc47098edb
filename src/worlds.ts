import { createWorld } from './data/create-world.ts';
import type { OwnRows } from './data/own-rows.ts';
import type { DataSource } from './data/table.ts';
import { withOwnRows } from './data/with-own-rows.ts';
import { readWords, type Words } from './data/world/words.ts';
import { readFixture } from './surfaces/fixture.ts';

/** How many worlds are kept; one that is asked for again after that is made again, and is the same. */
const WORLDS_AT_MOST = 16;
/** Of each: what the small jobs need that are not the worker's. */
const CACHE_BYTES = 32 * 1024 * 1024;

export interface WorldsKept {
  readonly atMost?: number;
  readonly cacheBytes?: number;
}

/**
 * Hands out the world of a seed and size, with the same own rows in all of them. Worlds are immutable, so sandboxes that are alike share one.
 */
export function createWorlds(
  own: OwnRows | null = null,
  { atMost = WORLDS_AT_MOST, cacheBytes = CACHE_BYTES }: WorldsKept = {},
): (seed: number, customers: number) => DataSource {
  const kept = new Map<string, DataSource>();
  const make = (seed: number, customers: number): DataSource => {
    const world = createWorld({ seed, customers, words, cacheBytes });
    return own === null ? world : withOwnRows(world, own);
  };
  return (seed, customers) => {
    const key = `${seed}/${customers}`;
    const world = kept.get(key) ?? make(seed, customers);
    // Put last: the one that nobody has used for longest stands first.
    kept.delete(key);
    kept.set(key, world);
    const [oldest] = kept.keys();
    if (kept.size > atMost && oldest !== undefined) kept.delete(oldest);
    return world;
  };
}

const WORD_FILES = [
  'names',
  'places',
  'industries',
  'products',
  'azure',
  'people',
  'trainings',
  'competencies',
  'partners',
];

let read: Words | null = null;

/** The vocabulary is read once in a process, when the first world is looked at. */
export function words(): Words {
  read ??= readWords(Object.fromEntries(WORD_FILES.map((name) => [name, readFixture(`words/${name}.json`)])));
  return read;
}
