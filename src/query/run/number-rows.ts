import { numberIds } from '../../primitives/number-ids.ts';
import { knownKeys, type GroupKeys } from './group-keys.ts';

export interface NumberedRows {
  /** For each position the number of its combination of keys, counted from 0 in the order in which they first come. */
  readonly ids: Int32Array;
  /** For each number the position where it came first. */
  readonly firsts: Int32Array;
}

/** Numbers the rows by their keys in all columns; what agrees in all of them has one number. */
export function numberRows(columns: readonly GroupKeys[], rowCount: number): NumberedRows {
  const fitting = howManyFit(columns);
  const numbered = numberByProduct(columns.slice(0, fitting), rowCount);
  // Rows that differ already do so whatever else they have.
  if (fitting === columns.length || numbered.firsts.length === rowCount) return numbered;
  const soFar = knownKeys(numbered.ids, numbered.firsts.length);
  return numberRows([soFar, ...columns.slice(fitting)], rowCount);
}

// What a double counts exactly.
const MOST_COMBINATIONS = 2 ** 53;

/** How many columns can be digits of one number: at least two, as the keys of one are never wider than 2^26. */
function howManyFit(columns: readonly GroupKeys[]): number {
  let combinations = 1;
  const tooMany = columns.findIndex(({ space }) => {
    combinations *= space;
    return combinations > MOST_COMBINATIONS;
  });
  return tooMany < 0 ? columns.length : Math.max(tooMany, 2);
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
