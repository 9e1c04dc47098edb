import { extent } from './extent.ts';

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const WORD = 2 ** 32;

/**
 * Sorts `order` by `keys[i]` of its members, ascending, NaN last, keeping the order of equal ones: sort by the last key first to sort
 * by several. Keys are whole numbers below 2^53. Takes time in proportion to the count (a radix sort), not to its logarithm too.
 */
export function stableOrder(order: Int32Array, keys: Float64Array): Int32Array {
  const { min, past } = extent(keys);
  const low = new Uint32Array(keys.length);
  const high = past >= WORD ? new Uint32Array(keys.length) : null;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    const shifted = Number.isNaN(key) ? past : key - min;
    // Storing in 32 bits is the remainder by 2^32, and a good deal quicker than `%`.
    low[i] = shifted;
    if (high !== null) high[i] = shifted / WORD;
  }
  const byLow = byWord(order, low, Math.min(past, WORD - 1));
  return high === null ? byLow : byWord(byLow, high, Math.floor(past / WORD));
}

function byWord(order: Int32Array, words: Uint32Array, most: number): Int32Array {
  let sorted = order;
  for (let shift = 0; shift < 32 && most >>> shift > 0; shift += DIGIT_BITS) {
    sorted = byDigit(sorted, words, shift);
  }
  return sorted;
}

function byDigit(order: Int32Array, words: Uint32Array, shift: number): Int32Array {
  const places = new Int32Array(DIGITS);
  for (let i = 0; i < order.length; i++) {
    const digit = ((words[order[i] ?? 0] ?? 0) >>> shift) & (DIGITS - 1);
    places[digit] = (places[digit] ?? 0) + 1;
  }
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = places[digit] ?? 0;
    places[digit] = start;
    start += count;
  }
  const sorted = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const member = order[i] ?? 0;
    const digit = ((words[member] ?? 0) >>> shift) & (DIGITS - 1);
    const place = places[digit] ?? 0;
    sorted[place] = member;
    places[digit] = place + 1;
  }
  return sorted;
}
