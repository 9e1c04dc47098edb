import { control, type Answer } from '../../api.ts';
import type { Place } from '../../editor/squiggle.ts';
import type { QueryResult } from '../../wire.ts';

/** As many rows as the playground shows. */
export const MOST_ROWS = 1000;

export function runQuery(query: string): Promise<Answer<QueryResult>> {
  return control<QueryResult>('POST', '/query', { query, limit: MOST_ROWS });
}

/** Every refusal of a query names the place of the first trouble. */
export function placeIn(message: string): Place | null {
  const [, line, column] = /at line (\d+), column (\d+)/.exec(message) ?? [];
  return line === undefined ? null : { line: Number(line), column: Number(column) };
}
