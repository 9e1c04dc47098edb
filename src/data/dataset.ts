/** What a dataset offers to queries: its columns, its metrics, its date ranges. Facts only; rows come from a `DataSource`. */

export type ColumnType = 'text' | 'integer' | 'decimal' | 'date' | 'boolean';

/** Why a Report viewer may not see a column. */
export type Sensitivity = 'revenue' | 'personal';

/** A column that rows have and that a query can select, filter and sort by. */
export interface Attribute {
  readonly kind: 'attribute';
  /** The dataset's own spelling; queries may use any case. */
  readonly name: string;
  readonly type: ColumnType;
  /** Whether it is text that is meant to be a guid. */
  readonly isGuid: boolean;
  /** The column of the table that holds the values: another attribute's where two names share one value. */
  readonly source: string;
  readonly sensitive: Sensitivity | null;
  readonly meaning: string;
  /** The documented values, where the documents list them. */
  readonly allowedValues: readonly (string | number)[] | null;
  readonly exampleValues: readonly string[] | null;
}

/** A figure over a group of rows. */
export interface Metric {
  readonly kind: 'metric';
  readonly name: string;
  readonly type: 'integer' | 'decimal';
  /** A `…Count` counts distinct values of its source, every other metric adds its source up. */
  readonly aggregate: 'sum' | 'countDistinct';
  /** The column of the table that is counted or added up; it need not be an attribute. */
  readonly source: string;
  readonly sensitive: Sensitivity | null;
  readonly meaning: string;
}

export type Timespan =
  | 'TODAY'
  | 'YESTERDAY'
  | 'LAST_7_DAYS'
  | 'LAST_14_DAYS'
  | 'LAST_30_DAYS'
  | 'LAST_90_DAYS'
  | 'LAST_180_DAYS'
  | 'LAST_365_DAYS'
  | 'LAST_MONTH'
  | 'LAST_3_MONTHS'
  | 'LAST_6_MONTHS'
  | 'LAST_1_YEAR'
  | 'LIFETIME';

export interface Dataset {
  readonly name: string;
  /** Other names under which FROM finds it. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly attributes: readonly Attribute[];
  readonly metrics: readonly Metric[];
  readonly availableDateRanges: readonly Timespan[];
  /** Hours. */
  readonly minimumRecurrenceInterval: number;
  /** The attribute that TIMESPAN and the query window filter; null for a dataset without a time axis. */
  readonly dateColumn: string | null;
  /** Days after the end of a month until its rows are in. */
  readonly refreshDays: number;
}
