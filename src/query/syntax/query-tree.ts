import type { Timespan } from '../../data/dataset.ts';

/** Where something stands in the text of a query: `offset` from 0, `line` and `column` from 1, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A column, metric or dataset as the query spells it. */
export interface Name {
  readonly text: string;
  readonly place: Place;
}

/** A value as it was written, since the column it meets decides what it is: a number keeps its digits. */
export interface Literal {
  readonly kind: 'number' | 'text';
  readonly text: string;
  readonly place: Place;
}

export const COMPARISONS = ['=', '!=', '>', '<', '>=', '<='] as const;

export const OPERATORS = [...COMPARISONS, 'LIKE', 'NOT LIKE', 'IN', 'NOT IN'] as const;

export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  readonly name: Name;
  readonly operator: Operator;
  /** One value; at least one for IN and NOT IN. */
  readonly values: readonly Literal[];
}

export type Direction = 'ASC' | 'DESC';

export interface SortKey {
  readonly name: Name;
  readonly direction: Direction;
}

export const TIMESPANS = [
  'TODAY',
  'YESTERDAY',
  'LAST_7_DAYS',
  'LAST_14_DAYS',
  'LAST_30_DAYS',
  'LAST_90_DAYS',
  'LAST_180_DAYS',
  'LAST_365_DAYS',
  'LAST_MONTH',
  'LAST_3_MONTHS',
  'LAST_6_MONTHS',
  'LAST_1_YEAR',
  'LIFETIME',
] as const satisfies readonly Timespan[];

export interface TimespanClause {
  readonly range: Timespan;
  readonly place: Place;
}

/** A query as it was written, frozen to the bottom. */
export interface QueryTree {
  readonly distinct: boolean;
  readonly columns: readonly Name[];
  readonly dataset: Name;
  readonly conditions: readonly Condition[];
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly timespan: TimespanClause | null;
}
