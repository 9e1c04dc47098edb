import type { ColumnType, Dataset } from '../../data/dataset.ts';
import type { Column, DataSource } from '../../data/table.ts';
import type { BoundQuery } from '../bind-query.ts';
import { ALL_DAYS, rangeOf, rangeOfWindow, type QueryWindow } from '../timespan.ts';
import { everyRow, gather } from './columns.ts';
import { filter, filterDays } from './filter.ts';
import { redacted, type Frame } from './frame.ts';
import { group } from './group.ts';
import { order } from './order.ts';

export interface RunOptions {
  /** The instant from which TIMESPAN counts, and up to which months are published. */
  readonly asOf: number;
  /** Instead of TIMESPAN, unless both its ends are open; a dataset without a time axis has no use for it. */
  readonly window?: QueryWindow;
  /** Leaves everything sensitive blank. */
  readonly redact: boolean;
  /** At most so many rows, whatever LIMIT says. */
  readonly limit?: number;
}

/** The rows of an answer as columns in order, to be read straight through. They may be the data's own: not to be written to. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
}

export interface ResultColumn {
  /** In the dataset's spelling. */
  readonly name: string;
  readonly type: ColumnType;
  readonly column: Column;
}

/** Runs a query over the rows of a source: filter, group, filter the groups, sort, cut. */
export function runQuery(query: BoundQuery, source: DataSource, options: RunOptions): QueryResult {
  const veil = options.redact ? redacted : (frame: Frame): Frame => frame;
  const onRows = query.conditions.filter(({ column }) => column.kind === 'attribute');
  const onGroups = query.conditions.filter(({ column }) => column.kind === 'metric');

  let frame = filter(veil(openFrame(query, source, options)), onRows);
  if (query.grouped || query.distinct) {
    const selected = query.columns.filter(({ kind }) => kind === 'attribute');
    frame = filter(veil(group(frame, selected)), onGroups);
  }
  frame = order(frame, query.order);
  return present(query, frame, Math.min(query.limit ?? Infinity, options.limit ?? Infinity));
}

function openFrame({ dataset, timespan }: BoundQuery, source: DataSource, options: RunOptions): Frame {
  const { asOf, window } = options;
  const range =
    dataset.dateColumn === null
      ? ALL_DAYS
      : window === undefined || (window.fromAt === null && window.toAt === null)
        ? rangeOf(timespan, asOf)
        : rangeOfWindow(window);
  const table = source.table(dataset, range, asOf);
  const all = everyRow(table.rowCount);
  const dates = dateSource(dataset);
  return {
    height: table.rowCount,
    rows: dates === null ? all : filterDays(all, table.column(dates), range),
    column: ({ source: name }) => table.column(name),
  };
}

function dateSource({ dateColumn, attributes }: Dataset): string | null {
  return attributes.find(({ name }) => name === dateColumn)?.source ?? dateColumn;
}

function present(query: BoundQuery, frame: Frame, most: number): QueryResult {
  const rows = frame.rows.subarray(0, Math.min(most, frame.rows.length));
  const untouched = query.order.length === 0 && rows.length === frame.height;
  const columns = query.columns.map((of) => {
    const column = frame.column(of);
    return { name: of.name, type: of.type, column: untouched ? column : gather(column, rows) };
  });
  return { columns, rowCount: rows.length };
}
