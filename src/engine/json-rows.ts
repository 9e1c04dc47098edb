import { jsonCell, type QueryResult } from '../query/query.ts';

export type JsonRow = Readonly<Record<string, string | number | null>>;

/** Rows as objects: numbers as numbers, dates as strings, blanks as null. */
export function jsonRows(result: QueryResult): readonly JsonRow[] {
  return Array.from({ length: result.rowCount }, (_, row) =>
    Object.fromEntries(result.columns.map(({ name, column }) => [name, jsonCell(column, row)])),
  );
}
