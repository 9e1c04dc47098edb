import { largestTable, numberIds } from '../../primitives/number-ids.ts';
import { knownKeys, type GroupKeys } from './group-keys.ts';

export interface NumberedRows {
  /** For each position the number of its combination of keys, counted from 0 in the order in which they first come. */
  readonly ids: Int32Array;
  /** For each number the position where it came first. */
  readonly firsts: Int32Array;
}

/** Numbers the rows by their keys in all columns; what agrees in all of them has one number. */
export function numberRows(columns: readonly GroupKeys[], rowCount: number): NumberedRows {
  const together = columnsToBegin(columns, rowCount);
  const numbered = numberByProduct(together, rowCount);
  // Rows that differ already do so whatever else they have.
  if (together.length === columns.length || numbered.firsts.length === rowCount) return numbered;
  const soFar = knownKeys(numbered.ids, numbered.firsts.length);
  return numberRows([soFar, ...columns.filter((column) => !together.includes(column))], rowCount);
}

// What a double counts exactly.
const MOST_COMBINATIONS = 2 ** 53;

/**
 * Columns that can be digits of one number: at best the widest and what goes with it into a table, as an id and a month do, and often no
 * two rows have both in common. Else as many as a double holds: at least two, as the keys of one are never wider than 2^26.
 */
function columnsToBegin(columns: readonly GroupKeys[], rowCount: number): readonly GroupKeys[] {
  const widestFirst = columns.toSorted((a, b) => b.space - a.space);
  const inTable = fitting(widestFirst, largestTable(rowCount));
  return inTable.length > 1 ? inTable : fitting(widestFirst, MOST_COMBINATIONS);
}

function fitting(columns: readonly GroupKeys[], mostCombinations: number): readonly GroupKeys[] {
  let combinations = 1;
  return columns.filter(({ space }) => {
    if (combinations * space > mostCombinations) return false;
    combinations *= space;
    return true;
  });
}

const BLOCK = 4096;

function numberByProduct(columns: readonly GroupKeys[], rowCount: number): NumberedRows {
  const combinations = columns.reduce((product, { space }) => product * space, 1);
  const numbering = numberIds(combinations, rowCount);
  const ids = new Int32Array(rowCount);
  const numbers = new Float64Array(Math.min(BLOCK, rowCount));
  for (let from = 0; from < rowCount; from += BLOCK) {
    const count = Math.min(BLOCK, rowCount - from);
    numbers.fill(0);
    for (const column of columns) column.append(numbers, from, count);
    numbering.take(numbers, count, ids, from);
  }
  return { ids, firsts: numbering.firsts() };
}
