const WORD = 2 ** 32;

export interface NumberIds {
  /** For each number given, the id of its value. */
  readonly ids: Int32Array;
  /** For each id, where its value stood first. */
  readonly firsts: Int32Array;
}

/**
 * Numbers equal values from 0 in the order in which they first appear. Values are whole, from 0 up to but not `space` (at most 2^53):
 * a small space is a table, a large one a hash.
 */
export function numberIds(values: Float64Array, space: number): NumberIds {
  return space <= Math.max(4096, values.length * 8) ? byTable(values, space) : byHash(values);
}

function byTable(values: Float64Array, space: number): NumberIds {
  const idPlusOne = new Int32Array(space);
  const ids = new Int32Array(values.length);
  const firsts = new Int32Array(Math.min(space, values.length));
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    let found = idPlusOne[value] ?? 0;
    if (found === 0) {
      firsts[count] = i;
      found = ++count;
      idPlusOne[value] = found;
    }
    ids[i] = found - 1;
  }
  return { ids, firsts: firsts.subarray(0, count) };
}

/** Open addressing at no more than half full; a slot holds an id plus one. */
function byHash(values: Float64Array): NumberIds {
  let size = 4;
  while (size < values.length * 2) size *= 2;
  const slots = new Int32Array(size);
  const mask = slots.length - 1;
  const ids = new Int32Array(values.length);
  const firsts = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    let slot = hash(value) & mask;
    let found = slots[slot] ?? 0;
    while (found !== 0 && values[firsts[found - 1] ?? 0] !== value) {
      slot = (slot + 1) & mask;
      found = slots[slot] ?? 0;
    }
    if (found === 0) {
      firsts[count] = i;
      found = ++count;
      slots[slot] = found;
    }
    ids[i] = found - 1;
  }
  return { ids, firsts: firsts.subarray(0, count) };
}

function hash(value: number): number {
  // Math.imul takes its arguments modulo 2^32.
  const mixed = Math.imul(value, 0x9e3779b1) ^ Math.imul(value / WORD, 0x85ebca6b);
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (spread ^ (spread >>> 13)) >>> 0;
}
