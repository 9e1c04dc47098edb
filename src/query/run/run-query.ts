import type { ColumnType, Dataset } from '../../data/dataset.ts';
import type { Column, DataSource, DayRange, Table } from '../../data/table.ts';
import type { BoundQuery } from '../bind-query.ts';
import { ALL_DAYS, rangeOf, rangeOfWindow, type QueryWindow } from '../timespan.ts';
import { everyRow, gather, isEveryRow } from './columns.ts';
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
  const frame = frameOf(query, source.table(query.dataset, range, options.asOf), range, options);
  return pick(query, frame, frame.rows);
}

/** The same rows as several results one after another, each computed when it is its turn; there is at least one. */
export function* runQueryInParts(
  query: BoundQuery,
  source: DataSource,
  options: RunOptions,
): Generator<QueryResult, void> {
  const range = rangeFor(query, options);
  const { dataset, grouped, distinct, order } = query;
  if (!grouped && !distinct && order.length === 0) {
    return yield* rowsInParts(query, source.parts(dataset, range, options.asOf), range, options);
  }
  yield* inParts(query, frameOf(query, source.table(dataset, range, options.asOf), range, options));
}

/**
 * So many rows are put together at a time, so that those before can be written meanwhile. Fewer would take longer in all: where rows are
 * ordered, a column is looked at in no order, so it has to come into the processor's cache whole for each part; more would take more memory.
 */
const ROWS_A_PART = 131_072;

function* inParts(query: BoundQuery, frame: Frame): Generator<QueryResult, void> {
  for (let from = 0; from === 0 || from < frame.rows.length; from += ROWS_A_PART) {
    yield pick(query, frame, frame.rows.subarray(from, from + ROWS_A_PART));
  }
}

/** Rows that do not depend on one another. */
function* rowsInParts(
  query: BoundQuery,
  tables: Iterable<Table>,
  range: DayRange,
  options: RunOptions,
): Generator<QueryResult, void> {
  let limit = options.limit ?? Infinity;
  for (const table of tables) {
    const frame = frameOf(query, table, range, { ...options, limit });
    yield* inParts(query, frame);
    limit = Math.min(limit, query.limit ?? Infinity) - frame.rows.length;
    if (limit <= 0) return;
  }
}

/** The days whose rows a query looks at; all of them where rows have no dates. */
export function rangeFor({ dataset, timespan }: BoundQuery, { asOf, window }: RunOptions): DayRange {
  if (dataset.dateColumn === null) return ALL_DAYS;
  const isOpen = window === undefined || (window.fromAt === null && window.toAt === null);
  return isOpen ? rangeOf(timespan, asOf) : rangeOfWindow(window);
}

/** What is left of a table, in which order. */
function frameOf(query: BoundQuery, table: Table, range: DayRange, options: RunOptions): Frame {
  const veil = options.redact ? redacted : (frame: Frame): Frame => frame;
  const onRows = query.conditions.filter(({ column }) => column.kind === 'attribute');
  const onGroups = query.conditions.filter(({ column }) => column.kind === 'metric');

  let frame = filter(veil(openFrame(table, query.dataset, range)), onRows);
  if (query.grouped || query.distinct) {
    const selected = query.columns.filter(({ kind }) => kind === 'attribute');
    frame = filter(veil(group(frame, selected)), onGroups);
  }
  const most = Math.min(query.limit ?? Infinity, options.limit ?? Infinity, frame.rows.length);
  frame = order(frame, query.order, most);
  return { ...frame, rows: frame.rows.subarray(0, most) };
}

function openFrame(table: Table, dataset: Dataset, range: DayRange): Frame {
  const all = everyRow(table.rowCount);
  const dates = dateSource(dataset);
  return {
    height: table.rowCount,
    rows: dates === null ? all : filterDays(all, table.column(dates), range),
    column: ({ source }) => table.column(source),
    cells: ({ source }, rows) => gather(table.column(source), rows),
  };
}

function dateSource({ dateColumn, attributes }: Dataset): string | null {
  return attributes.find(({ name }) => name === dateColumn)?.source ?? dateColumn;
}

/** The selected columns at these rows. */
function pick(query: BoundQuery, frame: Frame, rows: Int32Array): QueryResult {
  const isAll = isEveryRow(rows, frame.height);
  const columns = query.columns.map((of) => ({
    name: of.name,
    type: of.type,
    column: isAll ? frame.column(of) : frame.cells(of, rows),
  }));
  return { columns, rowCount: rows.length };
}
