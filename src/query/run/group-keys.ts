import type { Column, NumberColumn, TextColumn } from '../../data/table.ts';
import { numberIds } from '../../primitives/number-ids.ts';

// Keys of several columns are multiplied into one number below 2^53; wider ones would use that up.
const WIDEST = 2 ** 24;

/** The values of a column as small whole numbers, one for each row asked for: equal for what groups together, 0 for blanks. */
export interface GroupKeys {
  readonly keys: Float64Array;
  /** All keys are below it. */
  readonly space: number;
}

export function groupKeys(column: Column, rows: Int32Array): GroupKeys {
  return 'codes' in column ? textKeys(column, rows) : numberKeys(column, rows);
}

/** Text that differs only in case is one value. */
function textKeys({ codes, dictionary }: TextColumn, rows: Int32Array): GroupKeys {
  const keyOfCode = new Int32Array(dictionary.length);
  const keyOfText = new Map<string, number>();
  const keys = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? 0] ?? -1;
    if (code < 0) continue;
    let key = keyOfCode[code] ?? 0;
    if (key === 0) {
      const text = (dictionary[code] ?? '').toLowerCase();
      key = keyOfText.get(text) ?? keyOfText.size + 1;
      keyOfText.set(text, key);
      keyOfCode[code] = key;
    }
    keys[i] = key;
  }
  return { keys, space: keyOfText.size + 1 };
}

/** Numbers close together are their own keys, others are numbered. */
function numberKeys({ values }: NumberColumn, rows: Int32Array): GroupKeys {
  let min = Infinity;
  let max = -Infinity;
  const keys = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? NaN;
    if (value < min) min = value;
    if (value > max) max = value;
    keys[i] = value;
  }
  if (min > max) return { keys: keys.fill(0), space: 1 };
  for (let i = 0; i < keys.length; i++) {
    const value = keys[i] ?? NaN;
    keys[i] = Number.isNaN(value) ? 0 : value - min + 1;
  }
  const space = max - min + 2;
  return space <= WIDEST ? { keys, space } : numbered(keys, space);
}

/** Keys far apart, closed up: the same blanks, the same equals. */
function numbered(sparse: Float64Array, sparseSpace: number): GroupKeys {
  const { ids, firsts } = numberIds(sparse, sparseSpace);
  const keys = new Float64Array(ids.length);
  for (let i = 0; i < ids.length; i++) keys[i] = sparse[i] === 0 ? 0 : (ids[i] ?? 0) + 1;
  return { keys, space: firsts.length + 1 };
}
