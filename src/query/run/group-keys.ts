import type { Column, NumberColumn, TextColumn } from '../../data/table.ts';
import { extent } from '../../primitives/extent.ts';
import { numberIds } from '../../primitives/number-ids.ts';
import { codesToLookAt, valuesAt } from './columns.ts';

// Looked up once: in a context of node:vm, such as tests run in, each look at a global takes longer than the test.
const { isNaN: isNone } = Number;

/**
 * The values of a column at some rows as whole numbers: equal for what groups together, 0 for blanks, all below `space`. Numbers of several
 * columns are written as digits of one, block by block, since blocks stay in the processor's cache.
 */
export interface GroupKeys {
  readonly space: number;
  /** Puts the keys of `count` rows from position `from` on behind what `numbers` holds: each becomes number × space + key. */
  append(numbers: Float64Array, from: number, count: number): void;
}

export function groupKeys(column: Column, rows: Int32Array): GroupKeys {
  return 'codes' in column ? textKeys(column, rows) : numberKeys(column, rows);
}

/** Text that differs only in case is one value. */
function textKeys(column: TextColumn, rows: Int32Array): GroupKeys {
  const { codes, dictionary } = column;
  // By code + 1, as a blank is -1: its key is 0.
  const keyOf = new Int32Array(dictionary.length + 1);
  const keyOfText = new Map<string, number>();
  for (const code of codesToLookAt(column, rows)) {
    const text = (dictionary[code] ?? '').toLowerCase();
    const key = keyOfText.get(text) ?? keyOfText.size + 1;
    keyOfText.set(text, key);
    keyOf[code + 1] = key;
  }
  const space = keyOfText.size + 1;
  return {
    space,
    append(numbers, from, count) {
      appendCodes(numbers, space, keyOf, codes, rows, from, count);
    },
  };
}

/**
 * Numbers are numbered anew, without gaps: dates of months lie a month apart, and a few columns of revenues would soon pass what a double
 * counts exactly.
 */
function numberKeys({ values }: NumberColumn, rows: Int32Array): GroupKeys {
  const offsets = valuesAt(values, rows);
  const { min, past } = extent(offsets);
  for (let i = 0; i < rows.length; i++) offsets[i] = (offsets[i] ?? NaN) - min;
  return past > Math.max(65_536, rows.length) ? wideKeys(offsets, past) : narrowKeys(offsets, past);
}

function narrowKeys(offsets: Float64Array, past: number): GroupKeys {
  const keyOf = new Int32Array(past);
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] ?? NaN;
    if (!isNone(offset)) keyOf[offset] = 1;
  }
  let known = 0;
  for (let offset = 0; offset < past; offset++) if (keyOf[offset] === 1) keyOf[offset] = ++known;
  const keys = new Int32Array(offsets.length);
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] ?? NaN;
    if (!isNone(offset)) keys[i] = keyOf[offset] ?? 0;
  }
  return knownKeys(keys, known + 1);
}

function wideKeys(offsets: Float64Array, past: number): GroupKeys {
  const numbers = offsets.map((offset) => (isNone(offset) ? 0 : offset + 1));
  const keys = new Int32Array(numbers.length);
  const numbering = numberIds(past + 1, numbers.length);
  numbering.take(numbers, numbers.length, keys, 0);
  for (let i = 0; i < keys.length; i++) keys[i] = numbers[i] === 0 ? 0 : (keys[i] ?? 0) + 1;
  return knownKeys(keys, numbering.firsts().length + 1);
}

/** Keys that stand ready, one for each position. */
export function knownKeys(keys: Int32Array, space: number): GroupKeys {
  return {
    space,
    append(numbers, from, count) {
      for (let i = 0; i < count; i++) numbers[i] = (numbers[i] ?? 0) * space + (keys[from + i] ?? 0);
    },
  };
}

/** A function of its own: a loop that asks its closure for each of these takes a third longer. */
function appendCodes(
  numbers: Float64Array,
  space: number,
  keyOf: Int32Array,
  codes: Int32Array,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const key = keyOf[(codes[rows[from + i] ?? 0] ?? -1) + 1] ?? 0;
    numbers[i] = (numbers[i] ?? 0) * space + key;
  }
}
