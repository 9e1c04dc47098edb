import type { Column, Table } from './table.ts';
import type { Texts } from './texts.ts';

/** The rows of one month, as arrays of entities and figures from which columns are read. */
export interface Rows {
  readonly month: number;
  readonly count: number;
  readonly bytes: number;
}

/** How one column is read from the rows of a month. */
export type RowColumn<R extends Rows> = TextOfRow<R> | NumberOfRow<R>;

interface TextOfRow<R extends Rows> {
  readonly type: 'text' | 'boolean';
  readonly texts: Texts;
  /** Whose text it is; -1 is blank. */
  readonly entity: (rows: R, row: number) => number;
}

interface NumberOfRow<R extends Rows> {
  readonly type: 'integer' | 'decimal' | 'date';
  /** As in a `NumberColumn`; NaN is blank. */
  readonly value: (rows: R, row: number) => number;
}

export type RowColumns<R extends Rows> = Readonly<Record<string, RowColumn<R>>>;

/** One dataset as it looks in a world. */
export interface View {
  readonly table: (months: readonly number[], onGrow: (bytes: number) => void) => Table;
}

/**
 * A view of the rows that `rowsOf` makes for each month; column names are found in any case.
 * @param otherwise makes the columns that are not listed.
 */
export function viewOf<R extends Rows>(
  rowsOf: (month: number) => R,
  columns: RowColumns<R>,
  otherwise: (name: string) => RowColumn<R> = refuse,
): View {
  const byName = new Map(Object.entries(columns).map(([name, column]) => [name.toLowerCase(), column]));
  const columnOf = (name: string) => byName.get(name.toLowerCase()) ?? otherwise(name);
  return { table: (months, onGrow) => tableOf(months.map(rowsOf), columnOf, onGrow) };
}

function refuse(name: string): never {
  throw new Error(`No column ${name} in this table`);
}

function tableOf<R extends Rows>(
  parts: readonly R[],
  columnOf: (name: string) => RowColumn<R>,
  onGrow: (bytes: number) => void,
): Table {
  const rowCount = parts.reduce((sum, rows) => sum + rows.count, 0);
  const made = new Map<string, Column>();
  const make = (source: string): Column => {
    const column = columnOf(source);
    const filled =
      'texts' in column ? readTexts(parts, rowCount, column) : readNumbers(parts, rowCount, column);
    made.set(source, filled);
    onGrow('codes' in filled ? filled.codes.byteLength : filled.values.byteLength);
    return filled;
  };
  return { rowCount, column: (source) => made.get(source) ?? make(source) };
}

function readTexts<R extends Rows>(parts: readonly R[], rowCount: number, column: TextOfRow<R>): Column {
  const codes = new Int32Array(rowCount);
  const { texts, entity } = column;
  let at = 0;
  for (const rows of parts) {
    for (let row = 0; row < rows.count; row++) codes[at++] = texts.code(entity(rows, row));
  }
  return { type: column.type, codes, dictionary: texts.dictionary };
}

function readNumbers<R extends Rows>(parts: readonly R[], rowCount: number, column: NumberOfRow<R>): Column {
  const values = new Float64Array(rowCount);
  const { value } = column;
  let at = 0;
  for (const rows of parts) {
    for (let row = 0; row < rows.count; row++) values[at++] = value(rows, row);
  }
  return { type: column.type, values };
}
