import type { Column } from '../../data/table.ts';
import type { DatasetColumn } from '../scope.ts';
import { blankColumn } from './columns.ts';

/** What every stage of a run takes and gives: columns, and which of their rows are left, in which order. */
export interface Frame {
  /** How many rows each column has. */
  readonly height: number;
  readonly rows: Int32Array;
  readonly column: (of: DatasetColumn) => Column;
  /** The cells of that column at these rows, in their order; no more is put together for them than they need. */
  readonly cells: (of: DatasetColumn, rows: Int32Array) => Column;
}

/** The same with everything sensitive blank, so that no condition or order can tell about it. */
export function redacted(frame: Frame): Frame {
  return {
    ...frame,
    column: (of) => (of.sensitive === null ? frame.column(of) : blankColumn(of.type, frame.height)),
    cells: (of, rows) => (of.sensitive === null ? frame.cells(of, rows) : blankColumn(of.type, rows.length)),
  };
}
