import { endianness } from 'node:os';
import type { QueryResult } from '../query/query.ts';
import { encodeCells, type Cells, type CodedCells } from './encoded-cells.ts';
import { DELIMITERS, quoted, type FileFormat } from './quoting.ts';

/** A block is written out when it is about this full. */
const BLOCK_BYTES = 1 << 20;
/** The last word of a row may reach so far beyond it. */
const SPARE_BYTES = 3;

/** The rows of a result as UTF-8 text, CSV or TSV: a header row, RFC 4180 quoting, CRLF, no byte order mark. */
export function* delimitedBlocks(result: QueryResult, format: FileFormat): Generator<Uint8Array, void> {
  const cells = result.columns.map(({ column }, at) =>
    encodeCells(column, result.rowCount, {
      format,
      terminator: at === result.columns.length - 1 ? '\r\n' : DELIMITERS[format],
      // A line with nothing on it would be read as no row at all.
      blank: result.columns.length === 1 ? '""' : '',
    }),
  );
  yield Buffer.from(headerOf(result, format));
  const widestRow = cells.reduce((sum, { widest }) => sum + widest, 0) + SPARE_BYTES;
  const blockBytes = Math.min(Math.max(BLOCK_BYTES, widestRow), widestRow * result.rowCount);
  for (let row = 0; row < result.rowCount;) {
    const block = new Uint8Array(blockBytes);
    const written = writeRows(cells, { row, end: result.rowCount }, block, widestRow);
    row = written.row;
    yield block.subarray(0, written.bytes);
  }
}

function headerOf(result: QueryResult, format: FileFormat): string {
  return `${result.columns.map(({ name }) => quoted(name, format)).join(DELIMITERS[format])}\r\n`;
}

/** Writes rows one after another, until the next one might not fit. */
function writeRows(
  cells: readonly Cells[],
  rows: { readonly row: number; readonly end: number },
  block: Uint8Array,
  widestRow: number,
): { row: number; bytes: number } {
  const view = new DataView(block.buffer);
  const last = block.length - widestRow;
  let { row } = rows;
  let at = 0;
  for (; row < rows.end && at <= last; row++) {
    for (const column of cells) {
      at = column.codes === null ? column.write(row, block, at) : copyCell(column, row, view, at);
    }
  }
  return { row, bytes: at };
}

/** Copies words, as bytes would take twice as long; what it writes too much, the next cell overwrites. */
function copyCell(
  { codes, starts, lengths, words }: CodedCells,
  row: number,
  view: DataView,
  at: number,
): number {
  const code = codes[row] ?? 0;
  const end = at + (lengths[code] ?? 0);
  let word = starts[code] ?? 0;
  for (let to = at; to < end; to += 4) view.setInt32(to, words[word++] ?? 0, LITTLE_ENDIAN);
  return end;
}

const LITTLE_ENDIAN = endianness() === 'LE';
