import type { Column } from '../../data/table.ts';
import type { DatasetColumn } from '../scope.ts';
import { everyRow, gather, isEveryRow, rowsAt } from './columns.ts';
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
  const firstRows = rowsAt(rows, firsts);
  const isEach = isEveryRow(firstRows, frame.height);
  const made = new Map<DatasetColumn, Column>();
  const make = (of: DatasetColumn): Column => {
    if (of.kind === 'metric') return measure(of, frame.column(of), rows, groups);
    return isEach ? frame.column(of) : frame.cells(of, firstRows);
  };
  const column = (of: DatasetColumn): Column => {
    const known = made.get(of) ?? make(of);
    made.set(of, known);
    return known;
  };
  return {
    height: groups.count,
    rows: everyRow(groups.count),
    column,
    // Of many groups a LIMIT often leaves a few: then the others' attributes need not be looked up.
    cells(of, some) {
      if (of.kind === 'metric' || made.has(of)) return gather(column(of), some);
      return frame.cells(of, isEach ? some : rowsAt(firstRows, some));
    },
  };
}
