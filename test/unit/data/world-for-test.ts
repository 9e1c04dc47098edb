import { readFileSync } from 'node:fs';
import { createWorld } from '../../../src/data/create-world.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { readDatasets } from '../../../src/data/read-datasets.ts';
import type { Column, DataSource, DayRange, Table } from '../../../src/data/table.ts';
import { words as readVocabulary } from '../../../src/worlds.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(`fixtures/${file}`, 'utf8'));

export const words = readVocabulary();
export const datasets = readDatasets(read('mpn/datasets.json'), read('mpn/refresh.json'));

export const NOW = Date.UTC(2026, 0, 15);
export const EVER: DayRange = { fromDay: -Infinity, toDay: Infinity };

export function worldOf(seed: number, customers: number, cacheBytes?: number): DataSource {
  return createWorld({
    seed,
    customers,
    words: () => words,
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  });
}

export function dataset(name: string): Dataset {
  const found = datasets.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No dataset ${name}`);
  return found;
}

/** Every column that queries can reach, in an order of their own: the dataset's may change without changing the rows. */
export function sourcesOf({ attributes, metrics }: Dataset): readonly string[] {
  return [...new Set([...attributes, ...metrics].map((column) => column.source))].toSorted();
}

/** A value as a person would compare it: text, or a number as the table holds it; null is blank. */
export type Cell = string | number | null;

export function cellOf(column: Column, row: number): Cell {
  if ('codes' in column) return column.dictionary[column.codes[row] ?? -1] ?? null;
  const value = column.values[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** One row, its columns by name. */
export interface Row {
  text(name: string): string;
  textOrNull(name: string): string | null;
  number(name: string): number;
}

export function rowsOf(table: Table): readonly Row[] {
  return Array.from({ length: table.rowCount }, (_, row) => {
    const cell = (name: string) => cellOf(table.column(name), row);
    return {
      text: (name) => String(cell(name) ?? ''),
      textOrNull: (name) => {
        const value = cell(name);
        return value === null ? null : String(value);
      },
      number: (name) => Number(cell(name)),
    };
  });
}

/** All rows of a dataset, or those of one month. */
export function rowsIn(world: DataSource, name: string, range: DayRange = EVER, asOf = NOW): readonly Row[] {
  return rowsOf(world.table(dataset(name), range, asOf));
}

/** The rows as text, a line each, for comparison. */
export function linesOf(table: Table, columns: readonly string[]): readonly string[] {
  const made = columns.map((name) => table.column(name));
  return Array.from({ length: table.rowCount }, (_, row) =>
    made.map((column) => String(cellOf(column, row) ?? '')).join('\t'),
  );
}

/** The numbers of the rows of which something that should hold does not; one `expect` a table is a thousand times faster. */
export function broken(rows: readonly Row[], holds: (row: Row) => boolean): readonly number[] {
  return rows.flatMap((row, index) => (holds(row) ? [] : [index]));
}

/** Sums of a figure by a key. */
export function sumBy(
  rows: readonly Row[],
  key: (row: Row) => string | number,
  figure: (row: Row) => number,
): ReadonlyMap<string | number, number> {
  const sums = new Map<string | number, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + figure(row));
  return sums;
}
