import type { Dataset } from './dataset.ts';

/**
 * Rows as columns in memory. A column is computed when it is first asked for, so a query pays only for what it names.
 * Rows stand in the dataset's natural order: by month, then as generated.
 */
export interface Table {
  readonly rowCount: number;
  /** @param source a column name as `Attribute.source` and `Metric.source` spell it. */
  column(source: string): Column;
}

export type Column = TextColumn | NumberColumn;

/** Text (also ids and flags) as codes into a dictionary; two rows with one code have one spelling, and the reverse. */
export interface TextColumn {
  readonly type: 'text' | 'boolean';
  /** One a row; -1 is blank. */
  readonly codes: Int32Array;
  /** May hold more entries than this table's rows use. */
  readonly dictionary: readonly string[];
}

export interface NumberColumn {
  readonly type: 'integer' | 'decimal' | 'date';
  /** One a row; NaN is blank. Integers as such, decimals in hundredths (whole numbers), dates in days since 1970-01-01. */
  readonly values: Float64Array;
}

/** An inclusive range of days since 1970-01-01 on a dataset's date column; an open side is ±Infinity. */
export interface DayRange {
  readonly fromDay: number;
  readonly toDay: number;
}

/** Where rows come from: a pure function of what it was made with (seed, size, own rows), the dataset and these arguments. */
export interface DataSource {
  /**
   * At least the rows of `dataset` whose date lies in `range` and that are published at `asOf` (ms since 1970): history of 36
   * complete months, each in once it is over and its refresh time has passed. A superset of the range is fine (whole months);
   * nothing beyond the published history ever. Undated datasets: the rows as they stand at `asOf`.
   */
  table(dataset: Dataset, range: DayRange, asOf: number): Table;
  /** The rows of that table as several, one after another, each made when it is its turn. There is at least one. */
  parts(dataset: Dataset, range: DayRange, asOf: number): Iterable<Table>;
  /** About how many rows that is, and what has to be made for them, rather too many than too few; nothing is made. */
  roughRowCount(dataset: Dataset, range: DayRange, asOf: number): number;
}
