import { endianness } from 'node:os';
import type { QueryResult } from '../query/query.ts';
import { CellEncoder, type Cells, type CodedCells } from './encoded-cells.ts';
import { DELIMITERS, quoted, type FileFormat } from './quoting.ts';

/** A block is given out when it is about this full. */
const BLOCK_BYTES = 1 << 20;
/** The last word of a row may reach so far beyond it. */
const SPARE_BYTES = 3;

/**
 * The rows of a result that comes in parts as UTF-8 text, CSV or TSV: a header row, RFC 4180 quoting, CRLF, no byte order mark.
 * Blocks hold whole rows and are the reader's own.
 */
export function* delimitedBlocks(
  parts: Iterable<QueryResult>,
  format: FileFormat,
): Generator<Uint8Array<ArrayBuffer>, void> {
  let encoders: readonly CellEncoder[] | null = null;
  let block = new Uint8Array(0);
  let at = 0;
  for (const part of parts) {
    if (encoders === null) {
      encoders = encodersOf(part, format);
      yield new Uint8Array(Buffer.from(headerOf(part, format)));
    }
    const cells = encoders.map((encoder, i) => encodeColumn(encoder, part, i));
    const widestRow = cells.reduce((sum, { widest }) => sum + widest, 0) + SPARE_BYTES;
    for (let row = 0; row < part.rowCount;) {
      if (block.length - at < widestRow) {
        if (at > 0) yield block.subarray(0, at);
        block = new Uint8Array(Math.max(BLOCK_BYTES, widestRow));
        at = 0;
      }
      ({ row, at } = writeRows(cells, { row, end: part.rowCount }, { block, at, widestRow }));
    }
  }
  if (at > 0) yield block.subarray(0, at);
}

function encodersOf({ columns }: QueryResult, format: FileFormat): readonly CellEncoder[] {
  return columns.map(
    (_, at) =>
      new CellEncoder({
        format,
        terminator: at === columns.length - 1 ? '\r\n' : DELIMITERS[format],
        // A line with nothing on it would be read as no row at all.
        blank: columns.length === 1 ? '""' : '',
      }),
  );
}

function encodeColumn(encoder: CellEncoder, { columns, rowCount }: QueryResult, at: number): Cells {
  const column = columns[at]?.column;
  if (column === undefined) throw new Error('The parts of a result differ in their columns');
  return encoder.encode(column, rowCount);
}

function headerOf(result: QueryResult, format: FileFormat): string {
  return `${result.columns.map(({ name }) => quoted(name, format)).join(DELIMITERS[format])}\r\n`;
}

interface Space {
  readonly block: Uint8Array<ArrayBuffer>;
  readonly at: number;
  readonly widestRow: number;
}

/** Writes rows one after another, until the next one might not fit. */
function writeRows(
  cells: readonly Cells[],
  rows: { readonly row: number; readonly end: number },
  { block, at: from, widestRow }: Space,
): { row: number; at: number } {
  const view = new DataView(block.buffer);
  const last = block.length - widestRow;
  let { row } = rows;
  let at = from;
  for (; row < rows.end && at <= last; row++) {
    for (const column of cells) {
      at = column.codes === null ? column.write(row, block, at) : copyCell(column, row, view, at);
    }
  }
  return { row, at };
}

/** Copies words, as bytes would take twice as long; what it writes too much, the next cell overwrites. */
function copyCell(
  { codes, starts, lengths, words }: CodedCells,
  row: number,
  view: DataView,
  at: number,
): number {
  const value = (codes[row] ?? -1) + 1;
  const end = at + (lengths[value] ?? 0);
  let word = starts[value] ?? 0;
  for (let to = at; to < end; to += 4) view.setInt32(to, words[word++] ?? 0, LITTLE_ENDIAN);
  return end;
}

const LITTLE_ENDIAN = endianness() === 'LE';
