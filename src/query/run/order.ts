import type { Column, TextColumn } from '../../data/table.ts';
import { codePointOrder } from '../../primitives/code-points.ts';
import { stableOrder } from '../../primitives/stable-order.ts';
import type { BoundSortKey } from '../bind-query.ts';
import { everyRow } from './columns.ts';
import type { Frame } from './frame.ts';

/** Sorts by all keys, blanks last in either direction; what ties keeps the order in which it came. */
export function order(frame: Frame, sortKeys: readonly BoundSortKey[]): Frame {
  const { rows } = frame;
  if (sortKeys.length === 0) return frame;
  let positions = everyRow(rows.length);
  // Each sort keeps the order of the one before among equals, so the key that counts most comes last.
  for (const { column, direction } of sortKeys.toReversed()) {
    const numbers = sortNumbers(frame.column(column), rows);
    positions = stableOrder(positions, direction === 'ASC' ? numbers : numbers.map((number) => -number));
  }
  return { ...frame, rows: positions.map((position) => rows[position] ?? 0) };
}

/** Numbers that stand to each other as the values at these rows do; NaN for blanks. */
function sortNumbers(column: Column, rows: Int32Array): Float64Array {
  const numbers = new Float64Array(rows.length);
  if ('codes' in column) {
    const ranks = textRanks(column, rows);
    for (let i = 0; i < rows.length; i++) {
      const code = column.codes[rows[i] ?? 0] ?? -1;
      numbers[i] = code < 0 ? NaN : (ranks[code] ?? 0);
    }
  } else {
    for (let i = 0; i < rows.length; i++) numbers[i] = column.values[rows[i] ?? 0] ?? NaN;
  }
  return numbers;
}

/** For each code that occurs, the place of its lower-case form by code point. */
function textRanks({ codes, dictionary }: TextColumn, rows: Int32Array): Int32Array {
  const codesOf = new Map<string, number[]>();
  const seen = new Uint8Array(dictionary.length);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? 0] ?? -1;
    if (code < 0 || seen[code] === 1) continue;
    seen[code] = 1;
    const text = (dictionary[code] ?? '').toLowerCase();
    const same = codesOf.get(text);
    if (same === undefined) codesOf.set(text, [code]);
    else same.push(code);
  }
  const ranks = new Int32Array(dictionary.length);
  const texts = [...codesOf.keys()].sort(codePointOrder(codesOf.keys()));
  texts.forEach((text, rank) => {
    for (const code of codesOf.get(text) ?? []) ranks[code] = rank;
  });
  return ranks;
}
