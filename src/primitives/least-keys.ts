import { extent } from './extent.ts';

const BUCKETS = 4096;

/**
 * Where keys stand that may be among the `most` least, in order: all that are, and of the others those close by. NaN counts as more than
 * any number. Takes three looks at each key, whatever `most` is.
 */
export function leastKeys(keys: Float64Array, most: number): Int32Array {
  const { min, past } = extent(keys);
  const scale = past > 0 ? (BUCKETS - 1) / past : 0;
  const buckets = new Uint16Array(keys.length);
  const counts = new Int32Array(BUCKETS);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? NaN;
    const bucket = Number.isNaN(key) ? BUCKETS - 1 : Math.floor((key - min) * scale);
    buckets[i] = bucket;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  let last = 0;
  let count = counts[0] ?? 0;
  while (count < most && last < BUCKETS - 1) count += counts[++last] ?? 0;
  const least = new Int32Array(count);
  let kept = 0;
  for (let i = 0; i < keys.length; i++) if ((buckets[i] ?? 0) <= last) least[kept++] = i;
  return least;
}
