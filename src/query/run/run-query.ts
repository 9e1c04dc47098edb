import type { ColumnType, Dataset } from '../../data/dataset.ts';
import type { Column, DataSource, DayRange, Table } from '../../data/table.ts';
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
  const range = rangeFor(query, options);
  return runOver(source.table(query.dataset, range, options.asOf), query, range, options);
}

/**
 * The same rows as several results one after another, each computed when it is its turn; there is at least one. Where rows depend on
 * one another, as in groups or an order, they all come in that one.
 */
export function* runQueryInParts(
  query: BoundQuery,
  source: DataSource,
  options: RunOptions,
): Generator<QueryResult, void> {
  if (query.grouped || query.distinct || query.order.length > 0) {
    yield runQuery(query, source, options);
    return;
  }
  const range = rangeFor(query, options);
  let limit = Math.min(query.limit ?? Infinity, options.limit ?? Infinity);
  for (const table of source.parts(query.dataset, range, options.asOf)) {
    const result = runOver(table, query, range, { ...options, limit });
    yield result;
    limit -= result.rowCount;
    if (limit === 0) return;
  }
}

/** The days whose rows a query looks at; all of them where rows have no dates. */
export function rangeFor({ dataset, timespan }: BoundQuery, { asOf, window }: RunOptions): DayRange {
  if (dataset.dateColumn === null) return ALL_DAYS;
  const isOpen = window === undefined || (window.fromAt === null && window.toAt === null);
  return isOpen ? rangeOf(timespan, asOf) : rangeOfWindow(window);
}

function runOver(table: Table, query: BoundQuery, range: DayRange, options: RunOptions): QueryResult {
  const veil = options.redact ? redacted : (frame: Frame): Frame => frame;
  const onRows = query.conditions.filter(({ column }) => column.kind === 'attribute');
  const onGroups = query.conditions.filter(({ column }) => column.kind === 'metric');

  let frame = filter(veil(openFrame(table, query.dataset, range)), onRows);
  if (query.grouped || query.distinct) {
    const selected = query.columns.filter(({ kind }) => kind === 'attribute');
    frame = filter(veil(group(frame, selected)), onGroups);
  }
  frame = order(frame, query.order);
  return present(query, frame, Math.min(query.limit ?? Infinity, options.limit ?? Infinity));
}

function openFrame(table: Table, dataset: Dataset, range: DayRange): Frame {
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
