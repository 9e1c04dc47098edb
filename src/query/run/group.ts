import type { Column } from '../../data/table.ts';
import { numberIds, type NumberIds } from '../../primitives/number-ids.ts';
import type { DatasetColumn } from '../scope.ts';
import { everyRow, gather } from './columns.ts';
import type { Frame } from './frame.ts';
import { groupKeys } from './group-keys.ts';
import { measure } from './measure.ts';

/** For each row the number of its group; groups are numbered in the order of their first rows. */
export interface Groups {
  readonly count: number;
  readonly ids: Int32Array;
}

/** Merges the rows that agree in all columns of `by` into one each, showing the values of the first of them. */
export function group(frame: Frame, by: readonly DatasetColumn[]): Frame {
  const { rows } = frame;
  const { ids, firsts } = groupIds(frame, by);
  // Without columns there is one group, even of no rows.
  const groups = { count: by.length === 0 ? 1 : firsts.length, ids };
  const firstRows = firsts.map((position) => rows[position] ?? 0);
  const made = new Map<DatasetColumn, Column>();
  const make = (of: DatasetColumn): Column =>
    of.kind === 'metric' ? measure(of, frame.column(of), rows, groups) : gather(frame.column(of), firstRows);
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

// What a double counts exactly.
const MOST_COMBINATIONS = 2 ** 53;

/** Writes the keys of all columns as the digits of one number a row, and numbers these; when they grow too large, also in between. */
function groupIds({ rows, column }: Frame, by: readonly DatasetColumn[]): NumberIds {
  let combined = new Float64Array(rows.length);
  let combinations = 1;
  for (const attribute of by) {
    const { keys, space } = groupKeys(column(attribute), rows);
    if (combinations * space > MOST_COMBINATIONS) {
      const { ids, firsts } = numberIds(combined, combinations);
      combined = Float64Array.from(ids);
      combinations = firsts.length;
    }
    for (let i = 0; i < combined.length; i++) combined[i] = (combined[i] ?? 0) * space + (keys[i] ?? 0);
    combinations *= space;
  }
  return numberIds(combined, combinations);
}
