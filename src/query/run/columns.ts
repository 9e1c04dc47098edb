import type { ColumnType } from '../../data/dataset.ts';
import type { Column, TextColumn } from '../../data/table.ts';

/** A column of `rows.length` cells: those of `column` at these rows. */
export function gather(column: Column, rows: Int32Array): Column {
  if ('codes' in column) {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i] ?? 0] ?? -1;
    return { type: column.type, codes, dictionary: column.dictionary };
  }
  return { type: column.type, values: valuesAt(column.values, rows) };
}

export function valuesAt(values: Float64Array, rows: Int32Array): Float64Array {
  const found = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) found[i] = values[rows[i] ?? 0] ?? NaN;
  return found;
}

export function blankColumn(type: ColumnType, rowCount: number): Column {
  if (type === 'text' || type === 'boolean') {
    return { type, codes: new Int32Array(rowCount).fill(-1), dictionary: [] };
  }
  return { type, values: new Float64Array(rowCount).fill(NaN) };
}

/** Whether these are all rows of columns of a height, in their order. */
export function isEveryRow(rows: Int32Array, height: number): boolean {
  if (rows.length !== height) return false;
  for (let place = 0; place < height; place++) if (rows[place] !== place) return false;
  return true;
}

/** Above that many rows the list of all of them is not kept: 8 MiB. */
const MOST_KEPT = 2 ** 21;
let kept: Int32Array = new Int32Array(0);

/** 0 up to but not `rowCount`. Shared, so not to be written to: a million rows would take longer to list than to filter. */
export function everyRow(rowCount: number): Int32Array {
  if (rowCount > MOST_KEPT) return listRows(rowCount);
  if (rowCount > kept.length) kept = listRows(Math.min(rowCount * 2, MOST_KEPT));
  return kept.subarray(0, rowCount);
}

function listRows(rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows;
}

/** The rows that stand at these positions of a list of rows. */
export function rowsAt(rows: Int32Array, positions: Int32Array): Int32Array {
  const found = new Int32Array(positions.length);
  for (let i = 0; i < positions.length; i++) found[i] = rows[positions[i] ?? 0] ?? 0;
  return found;
}

/** All codes that occur at these rows. Others may be among them, but never more codes than rows: so much may be done for each. */
export function codesToLookAt({ codes, dictionary }: TextColumn, rows: Int32Array): Int32Array {
  if (dictionary.length <= rows.length) return everyRow(dictionary.length);
  const seen = new Uint8Array(dictionary.length);
  const found = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? 0] ?? -1;
    if (code < 0 || seen[code] === 1) continue;
    seen[code] = 1;
    found[count++] = code;
  }
  return found.subarray(0, count);
}
