import { jsonCell, type QueryResult } from '../../query/query.ts';

/** Rows as objects: numbers as numbers, dates as strings, blanks as null. */
export function presentRows(result: QueryResult): Record<string, string | number | null>[] {
  return Array.from({ length: result.rowCount }, (_, row) =>
    Object.fromEntries(result.columns.map(({ name, column }) => [name, jsonCell(column, row)])),
  );
}
