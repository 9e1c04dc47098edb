import type { ColumnType } from '../../data/dataset.ts';
import type { Column } from '../../data/table.ts';

/** A column of `rows.length` cells: those of `column` at these rows. */
export function gather(column: Column, rows: Int32Array): Column {
  if ('codes' in column) {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i] ?? 0] ?? -1;
    return { type: column.type, codes, dictionary: column.dictionary };
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] ?? 0] ?? NaN;
  return { type: column.type, values };
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

export function everyRow(rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows;
}
