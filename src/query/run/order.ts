import type { TextColumn } from '../../data/table.ts';
import { codePointOrder } from '../../primitives/code-points.ts';
import { leastKeys } from '../../primitives/least-keys.ts';
import { stableOrder } from '../../primitives/stable-order.ts';
import type { BoundSortKey } from '../bind-query.ts';
import { codesToLookAt, everyRow, rowsAt } from './columns.ts';
import type { Frame } from './frame.ts';

/**
 * Sorts by all keys, blanks last in either direction; what ties keeps the order in which it came.
 * @param most of how many the order is asked: there are at least so many, of more than that others may be missing.
 */
export function order(frame: Frame, sortKeys: readonly BoundSortKey[], most: number): Frame {
  const [first] = sortKeys;
  if (first === undefined) return frame;
  const rows = most < frame.rows.length / 4 ? rowsThatMayLead(frame, first, most) : frame.rows;
  let positions = everyRow(rows.length);
  // Each sort keeps the order of the one before among equals, so the key that counts most comes last.
  for (const key of sortKeys.toReversed()) positions = stableOrder(positions, sortNumbers(frame, key, rows));
  return { ...frame, rows: rowsAt(rows, positions) };
}

/** Those rows that the key which counts most does not rule out from among the first. */
function rowsThatMayLead(frame: Frame, key: BoundSortKey, most: number): Int32Array {
  return rowsAt(frame.rows, leastKeys(sortNumbers(frame, key, frame.rows), most));
}

/** Numbers that stand to each other as the values at these rows are to be ordered; NaN for blanks. */
function sortNumbers(frame: Frame, { column: of, direction }: BoundSortKey, rows: Int32Array): Float64Array {
  const column = frame.column(of);
  const sign = direction === 'ASC' ? 1 : -1;
  const numbers = new Float64Array(rows.length);
  if ('codes' in column) {
    const ranks = textRanks(column, rows);
    for (let i = 0; i < rows.length; i++) {
      const code = column.codes[rows[i] ?? 0] ?? -1;
      numbers[i] = code < 0 ? NaN : sign * (ranks[code] ?? 0);
    }
  } else {
    for (let i = 0; i < rows.length; i++) numbers[i] = sign * (column.values[rows[i] ?? 0] ?? NaN);
  }
  return numbers;
}

/** For each code that occurs, the place of its lower-case form by code point. */
function textRanks(column: TextColumn, rows: Int32Array): Int32Array {
  const codesOf = new Map<string, number[]>();
  for (const code of codesToLookAt(column, rows)) {
    const text = (column.dictionary[code] ?? '').toLowerCase();
    const same = codesOf.get(text);
    if (same === undefined) codesOf.set(text, [code]);
    else same.push(code);
  }
  const ranks = new Int32Array(column.dictionary.length);
  const texts = [...codesOf.keys()].sort(codePointOrder(codesOf.keys()));
  texts.forEach((text, rank) => {
    for (const code of codesOf.get(text) ?? []) ranks[code] = rank;
  });
  return ranks;
}
