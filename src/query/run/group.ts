import type { Column } from '../../data/table.ts';
import type { DatasetColumn } from '../scope.ts';
import { everyRow, gather, isEveryRow } from './columns.ts';
import type { Frame } from './frame.ts';
import { groupKeys } from './group-keys.ts';
import { numberRows } from './number-rows.ts';
import { measure } from './measure.ts';

/** For each row the number of its group; groups are numbered in the order of their first rows. */
export interface Groups {
  readonly count: number;
  readonly ids: Int32Array;
}

/** Merges the rows that agree in all columns of `by` into one each, showing the values of the first of them. */
export function group(frame: Frame, by: readonly DatasetColumn[]): Frame {
  const { rows } = frame;
  const keys = by.map((attribute) => groupKeys(frame.column(attribute), rows));
  const { ids, firsts } = numberRows(keys, rows.length);
  // Without columns there is one group, even of no rows.
  const groups = { count: by.length === 0 ? 1 : firsts.length, ids };
  const firstRows = firsts.map((position) => rows[position] ?? 0);
  const isEach = isEveryRow(firstRows, frame.height);
  const first = (column: Column): Column => (isEach ? column : gather(column, firstRows));
  const made = new Map<DatasetColumn, Column>();
  const make = (of: DatasetColumn): Column =>
    of.kind === 'metric' ? measure(of, frame.column(of), rows, groups) : first(frame.column(of));
  return {
    height: groups.count,
    rows: everyRow(groups.count),
    column: (of) => {
      const column = made.get(of) ?? make(of);
      made.set(of, column);
      return column;
    },
  };
}
