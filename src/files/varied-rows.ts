import type { Column } from '../data/table.ts';
import type { QueryResult } from '../query/query.ts';
import type { FileRecipe } from './report-file.ts';

const HUGE_ROWS = 1_000_000;
/** Rows are repeated so many at a time, which is quick enough and takes little memory. */
const REPEATED_ROWS = 16_384;

/** The rows of a file as a story has them: none, or a million. */
export function variedRows(
  parts: Iterable<QueryResult>,
  variant: FileRecipe['variant'],
): Iterable<QueryResult> {
  if (variant === 'empty') return withoutRows(parts);
  return variant === 'huge' ? aMillionRows(parts) : parts;
}

/** One part is enough: they have the same columns. */
function* withoutRows(parts: Iterable<QueryResult>): Generator<QueryResult> {
  for (const part of parts) {
    yield { ...part, rowCount: 0 };
    return;
  }
}

/** The rows there are, then those of the last part again and again: to repeat them all, all would have to be kept. */
function* aMillionRows(parts: Iterable<QueryResult>): Generator<QueryResult> {
  let left = HUGE_ROWS;
  let last: QueryResult | null = null;
  for (const part of parts) {
    yield part;
    left -= part.rowCount;
    if (part.rowCount > 0) last = part;
  }
  if (last === null) return;
  const repeated = repeat(last, Math.ceil(REPEATED_ROWS / last.rowCount));
  for (; left > 0; left -= repeated.rowCount) {
    yield { ...repeated, rowCount: Math.min(left, repeated.rowCount) };
  }
}

function repeat(result: QueryResult, times: number): QueryResult {
  const rowCount = result.rowCount * times;
  return {
    ...result,
    rowCount,
    columns: result.columns.map((one) => ({
      ...one,
      column: repeatColumn(one.column, result.rowCount, times),
    })),
  };
}

function repeatColumn(column: Column, rowCount: number, times: number): Column {
  if ('codes' in column) {
    const codes = new Int32Array(rowCount * times);
    for (let i = 0; i < times; i++) codes.set(column.codes.subarray(0, rowCount), i * rowCount);
    return { ...column, codes };
  }
  const values = new Float64Array(rowCount * times);
  for (let i = 0; i < times; i++) values.set(column.values.subarray(0, rowCount), i * rowCount);
  return { ...column, values };
}
