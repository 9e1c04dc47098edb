import type { Column, DayRange, NumberColumn, TextColumn } from '../../data/table.ts';
import type { BoundCondition } from '../bind-query.ts';
import { codesToLookAt } from './columns.ts';
import type { Frame } from './frame.ts';
import { numberTest, textTest, type ValueTest } from './value-test.ts';

// Looked up once: in a context of node:vm, such as tests run in, each look at a global takes longer than the test.
const { isNaN: isNone } = Number;

/** Leaves the rows for which all conditions hold; a blank meets none. */
export function filter(frame: Frame, conditions: readonly BoundCondition[]): Frame {
  let rows = frame.rows;
  for (const condition of conditions) {
    if (rows.length > 0) rows = rowsThatHold(rows, frame.column(condition.column), condition);
  }
  return { ...frame, rows };
}

/** Leaves the rows whose date lies in a range; a blank date lies only in the range of all days. */
export function filterDays(rows: Int32Array, dates: Column, { fromDay, toDay }: DayRange): Int32Array {
  if ('codes' in dates || (fromDay === -Infinity && toDay === Infinity)) return rows;
  return rowsWithNumbers(rows, dates, (day) => day >= fromDay && day <= toDay);
}

function rowsThatHold(rows: Int32Array, column: Column, condition: BoundCondition): Int32Array {
  if ('codes' in column) return rowsWithText(rows, column, textTest(condition, column.type));
  return rowsWithNumbers(rows, column, numberTest(condition, column.type));
}

function rowsWithNumbers(rows: Int32Array, { values }: NumberColumn, holds: ValueTest<number>): Int32Array {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const value = values[row] ?? NaN;
    if (!isNone(value) && holds(value)) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

/** Each entry of the dictionary is tested once; so a row takes no decision, which the processor could guess wrong. */
function rowsWithText(rows: Int32Array, column: TextColumn, holds: ValueTest<string>): Int32Array {
  const { codes, dictionary } = column;
  // By code + 1, as a blank is -1: it never holds.
  const verdicts = new Uint8Array(dictionary.length + 1);
  for (const code of codesToLookAt(column, rows)) verdicts[code + 1] = holds(dictionary[code] ?? '') ? 1 : 0;
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    kept[count] = row;
    count += verdicts[(codes[row] ?? -1) + 1] ?? 0;
  }
  return kept.subarray(0, count);
}
