import type { QueryResult } from '../../wire.ts';

export interface ChartColumn {
  readonly name: string;
  readonly type: string;
  readonly at: number;
}

export interface Point {
  readonly name: string;
  readonly value: number;
}

/** What can be drawn, and what by: the months first. */
export function chartColumns({ columns }: Pick<QueryResult, 'columns'>): {
  readonly figures: readonly ChartColumn[];
  readonly axes: readonly ChartColumn[];
} {
  const all = columns.map(({ name, type }, at) => ({ name, type, at }));
  const isFigure = ({ type }: ChartColumn): boolean => type === 'integer' || type === 'decimal';
  const axes = all.filter((column) => !isFigure(column));
  const dates = axes.filter(({ type }) => type === 'date');
  return {
    figures: all.filter(isFigure),
    axes: [...dates, ...axes.filter((column) => !dates.includes(column))],
  };
}

/** The figure added up for each value of the axis: dates in their order, others from the greatest down. */
export function sumBy({ rows }: Pick<QueryResult, 'rows'>, axis: ChartColumn, figure: ChartColumn): Point[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const value = row[figure.at];
    if (typeof value !== 'number') continue;
    const name = String(row[axis.at] ?? 'blank');
    sums.set(name, (sums.get(name) ?? 0) + value);
  }
  const points = Array.from(sums, ([name, value]) => ({ name, value }));
  return axis.type === 'date'
    ? points.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    : points.toSorted((a, b) => b.value - a.value);
}

/** A round number at or above the greatest value: the top of the axis. */
export function roundedUp(greatest: number): number {
  if (greatest <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(greatest));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * magnitude);
  return steps.find((step) => step >= greatest) ?? greatest;
}

const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

export function shortNumber(value: number): string {
  return SHORT.format(value);
}

export function wholeNumber(value: number): string {
  return WHOLE.format(value);
}
