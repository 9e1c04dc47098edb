const WORD = 2 ** 32;

/** Numbers equal values from 0 in the order in which they first come, a block of values at a time. */
export interface NumberIds {
  /** Writes the ids of the first `count` of `values` to `ids`, from `at` on. */
  take(values: Float64Array, count: number, ids: Int32Array, at: number): void;
  /** For each id so far, where in `ids` it was written first. */
  firsts(): Int32Array;
}

/**
 * For `total` values in all, whole numbers from 0 up to but not `space`, which is at most 2^53. A small space is a table, a large one a
 * hash.
 */
export function numberIds(space: number, total: number): NumberIds {
  return space <= largestTable(total) ? new IdTable(space, total) : new IdHash(total);
}

/** Up to which space so many values are numbered by a table, which is several times quicker. */
export function largestTable(total: number): number {
  return Math.max(4096, total * 8);
}

class IdTable implements NumberIds {
  readonly #idPlusOne: Int32Array;
  readonly #firsts: Int32Array;
  #count = 0;

  constructor(space: number, total: number) {
    this.#idPlusOne = new Int32Array(space);
    this.#firsts = new Int32Array(Math.min(space, total));
  }

  take(values: Float64Array, count: number, ids: Int32Array, at: number): void {
    const idPlusOne = this.#idPlusOne;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      let found = idPlusOne[value] ?? 0;
      if (found === 0) {
        this.#firsts[this.#count] = at + i;
        found = ++this.#count;
        idPlusOne[value] = found;
      }
      ids[at + i] = found - 1;
    }
  }

  firsts(): Int32Array {
    return this.#firsts.subarray(0, this.#count);
  }
}

/** Open addressing, never more than half full; a slot holds an id plus one. */
class IdHash implements NumberIds {
  readonly #slots: Int32Array;
  readonly #valueOfId: Float64Array;
  readonly #firsts: Int32Array;
  #count = 0;

  constructor(total: number) {
    let size = 4;
    while (size < total * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#valueOfId = new Float64Array(total);
    this.#firsts = new Int32Array(total);
  }

  take(values: Float64Array, count: number, ids: Int32Array, at: number): void {
    const slots = this.#slots;
    const valueOfId = this.#valueOfId;
    const mask = slots.length - 1;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      let slot = hash(value) & mask;
      let found = slots[slot] ?? 0;
      while (found !== 0 && valueOfId[found - 1] !== value) {
        slot = (slot + 1) & mask;
        found = slots[slot] ?? 0;
      }
      if (found === 0) {
        valueOfId[this.#count] = value;
        this.#firsts[this.#count] = at + i;
        found = ++this.#count;
        slots[slot] = found;
      }
      ids[at + i] = found - 1;
    }
  }

  firsts(): Int32Array {
    return this.#firsts.subarray(0, this.#count);
  }
}

function hash(value: number): number {
  // Math.imul takes its arguments modulo 2^32.
  const mixed = Math.imul(value, 0x9e3779b1) ^ Math.imul(value / WORD, 0x85ebca6b);
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (spread ^ (spread >>> 13)) >>> 0;
}
