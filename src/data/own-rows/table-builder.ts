import { nearestName } from '../../primitives/nearest-name.ts';
import type { Table } from '../table.ts';
import { columnBuilder, type ColumnBuilder } from './column-builder.ts';
import type { OwnColumn } from './own-columns.ts';
import { shown, type Problems } from './problems.ts';

const MOST_ROWS = 5_000_000;
const TELL_EVERY = 20_000;

interface Column extends OwnColumn {
  readonly builder: ColumnBuilder;
}

/** Where a row or a cell stands in its file; only asked for when something is wrong with it. */
export type PlaceOf = (position: number | null) => string;

/** Puts the rows of a file together as columns. */
export class TableBuilder {
  readonly #columns: readonly Column[];
  readonly #byName: ReadonlyMap<string, Column>;
  readonly #problems: Problems;
  readonly #tell: (rows: number) => void;
  /** By their position in a row of the file. */
  #order: readonly Column[] = [];
  #rowCount = 0;

  /** @param tell called now and then with how many rows there are. */
  constructor(columns: readonly OwnColumn[], problems: Problems, tell: (rows: number) => void = () => {}) {
    this.#columns = columns.map((column) => ({ ...column, builder: columnBuilder(column.type) }));
    this.#byName = new Map(
      this.#columns.flatMap((column) => column.names.map((name) => [name.toLowerCase(), column] as const)),
    );
    this.#problems = problems;
    this.#tell = tell;
  }

  /** Takes the names of the columns, in the order of the cells to come. Gives up the file when they are not right. */
  header(names: readonly string[], placeOf: PlaceOf): void {
    this.#refuseForeign(names, placeOf);
    const order: Column[] = [];
    const slips = new Set<Column | null>();
    const nameOf = new Map<Column, string>();
    names.forEach((name, position) => {
      const column = this.#byName.get(name.trim().toLowerCase());
      const earlier = column === undefined ? undefined : nameOf.get(column);
      if (column === undefined) slips.add(this.#refuseName(name, placeOf(position)));
      else if (earlier !== undefined) {
        this.#problems.add(
          placeOf(position),
          `${shown(name)} is the same as ${shown(earlier)}: leave one out`,
        );
      } else {
        nameOf.set(column, name);
        order.push(column);
      }
    });
    const missing = this.#columns.filter((column) => !nameOf.has(column) && !slips.has(column));
    if (missing.length > 0) this.#problems.fail(placeOf(null), lacks(missing));
    if (order.length < names.length) this.#problems.giveUp();
    this.#order = order;
  }

  /** Takes the cells of a row, '' for a blank one. */
  row(cells: readonly string[], placeOf: PlaceOf): void {
    const order = this.#order;
    if (cells.length !== order.length) {
      const [has, asked] = [cells.length, order.length];
      this.#problems.add(placeOf(null), `the row has ${has} ${has === 1 ? 'cell' : 'cells'}, not ${asked}`);
      return;
    }
    for (let position = 0; position < order.length; position++) {
      const cell = cells[position] ?? '';
      const should = order[position]?.builder.add(cell) ?? null;
      if (should !== null) {
        this.#problems.add(placeOf(position), `must be ${should}, not ${shown(cell)}`);
      }
    }
    this.#rowCount += 1;
    if (this.#rowCount % TELL_EVERY === 0) this.#tell(this.#rowCount);
    if (this.#rowCount > MOST_ROWS) {
      this.#problems.fail(placeOf(null), `there are more than the ${MOST_ROWS} rows that are read`);
    }
  }

  table(): Table {
    const columns = new Map(
      this.#columns.map(({ source, builder }) => [source.toLowerCase(), builder.column()]),
    );
    return {
      rowCount: this.#rowCount,
      column(source) {
        const column = columns.get(source.toLowerCase());
        if (column === undefined) throw new Error(`No column ${source} in this table`);
        return column;
      },
    };
  }

  /** Where no name is right, the file is another one or has no header: there is no use in going through them. */
  #refuseForeign(names: readonly string[], placeOf: PlaceOf): void {
    if (names.length === 0 || names.some((name) => this.#byName.has(name.trim().toLowerCase()))) return;
    this.#problems.fail(
      placeOf(null),
      `the columns are named ${listed(this.#columns)}; here is ${shown(names[0] ?? '')}`,
    );
  }

  /** The answer is the column that was most likely meant. */
  #refuseName(name: string, place: string): Column | null {
    const meant = nearestName(
      name,
      this.#columns.flatMap(({ names }) => names),
    );
    const problem = name.trim() === '' ? 'the column has no name' : `there is no column ${shown(name)}`;
    this.#problems.add(place, meant === null ? problem : `${problem} - did you mean '${meant}'?`);
    return meant === null ? null : (this.#byName.get(meant.toLowerCase()) ?? null);
  }
}

const MOST_NAMED = 10;

function lacks(missing: readonly Column[]): string {
  return missing.length === 1
    ? `the column ${listed(missing)} is missing`
    : `columns are missing: ${listed(missing)}`;
}

function listed(columns: readonly Column[]): string {
  const names = columns.slice(0, MOST_NAMED).map(({ source }) => source);
  const more = columns.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
}
