import type { Column, NumberColumn, TextColumn } from '../../data/table.ts';
import { numberIds } from '../../primitives/number-ids.ts';

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
function textKeys({ codes, dictionary }: TextColumn, rows: Int32Array): GroupKeys {
  const space = Math.min(dictionary.length, rows.length) + 1;
  const keyOfCode = new Int32Array(dictionary.length);
  const keyOfText = new Map<string, number>();
  const learn = (code: number): number => {
    const text = (dictionary[code] ?? '').toLowerCase();
    const key = keyOfText.get(text) ?? keyOfText.size + 1;
    keyOfText.set(text, key);
    keyOfCode[code] = key;
    return key;
  };
  return {
    space,
    append(numbers, from, count) {
      for (let i = 0; i < count; i++) {
        const code = codes[rows[from + i] ?? 0] ?? -1;
        let key = 0;
        if (code >= 0) {
          key = keyOfCode[code] ?? 0;
          if (key === 0) key = learn(code);
        }
        numbers[i] = (numbers[i] ?? 0) * space + key;
      }
    },
  };
}

/** Numbers in a narrow range are their own keys. */
function numberKeys(column: NumberColumn, rows: Int32Array): GroupKeys {
  const { values } = column;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? NaN;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const space = min > max ? 1 : max - min + 2;
  if (space > Math.max(65_536, rows.length)) return wideKeys(column, rows, min, space);
  return {
    space,
    append(numbers, from, count) {
      for (let i = 0; i < count; i++) {
        const value = values[rows[from + i] ?? 0] ?? NaN;
        const key = Number.isNaN(value) ? 0 : value - min + 1;
        numbers[i] = (numbers[i] ?? 0) * space + key;
      }
    },
  };
}

/** Numbers in a wide range are numbered, or a few such columns would soon pass what a double counts exactly. */
function wideKeys({ values }: NumberColumn, rows: Int32Array, min: number, space: number): GroupKeys {
  const wide = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? NaN;
    wide[i] = Number.isNaN(value) ? 0 : value - min + 1;
  }
  const keys = new Int32Array(rows.length);
  const numbering = numberIds(space, rows.length);
  numbering.take(wide, wide.length, keys, 0);
  for (let i = 0; i < keys.length; i++) keys[i] = wide[i] === 0 ? 0 : (keys[i] ?? 0) + 1;
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
