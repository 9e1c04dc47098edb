import { jsonCell, type QueryResult } from '../query/query.ts';

/** A block is given out when it is about this full. */
const BLOCK_CHARACTERS = 1 << 20;

/** The rows of a result that comes in parts as one JSON list of objects, a line each. */
export function* jsonBlocks(parts: Iterable<QueryResult>): Generator<Uint8Array> {
  let text = '[';
  let separator = '\n';
  for (const { columns, rowCount } of parts) {
    for (let row = 0; row < rowCount; row++) {
      const cells = columns.map(({ name, column }) => [name, jsonCell(column, row)]);
      text += separator + JSON.stringify(Object.fromEntries(cells));
      separator = ',\n';
      if (text.length < BLOCK_CHARACTERS) continue;
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(`${text}\n]\n`);
}
