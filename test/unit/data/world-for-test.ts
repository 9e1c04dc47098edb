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
  const cells = cellReader(table);
  return Array.from({ length: table.rowCount }, (_, row) => new TableRow(cells, row));
}

/** A class, not an object of closures: some tests hold 100,000 of them. */
class TableRow implements Row {
  readonly #cells: CellReader;
  readonly #row: number;

  constructor(cells: CellReader, row: number) {
    this.#cells = cells;
    this.#row = row;
  }

  text(name: string): string {
    return this.textOrNull(name) ?? '';
  }

  textOrNull(name: string): string | null {
    const value = this.#cells(name, this.#row);
    return value === null ? null : String(value);
  }

  number(name: string): number {
    return Number(this.#cells(name, this.#row));
  }
}

type CellReader = (name: string, row: number) => Cell;

/** Knows a column again by its name as it was written: the table would put it in lower case for each cell. */
function cellReader(table: Table): CellReader {
  const known = new Map<string, Column>();
  return (name, row) => {
    let column = known.get(name);
    if (column === undefined) known.set(name, (column = table.column(name)));
    return cellOf(column, row);
  };
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
