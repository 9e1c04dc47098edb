import { jsonCell, type QueryResult, type ResultColumn } from '../query/query.ts';

export type ExcerptRow = readonly (string | number | null)[];

/** The first rows of an answer, and how many it has. */
export interface Excerpt {
  readonly columns: readonly Pick<ResultColumn, 'name' | 'type'>[];
  readonly rows: readonly ExcerptRow[];
  readonly rowCount: number;
}

/** All parts are made, but only the first rows are written. */
export function excerptOf(parts: Iterable<QueryResult>, limit: number): Excerpt {
  const rows: ExcerptRow[] = [];
  let columns: Excerpt['columns'] = [];
  let rowCount = 0;
  for (const part of parts) {
    columns = part.columns.map(({ name, type }) => ({ name, type }));
    for (let row = 0; row < part.rowCount && rows.length < limit; row++) {
      rows.push(part.columns.map(({ column }) => jsonCell(column, row)));
    }
    rowCount += part.rowCount;
  }
  return { columns, rows, rowCount };
}
