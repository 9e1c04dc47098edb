import type { Column, NumberColumn, TextColumn } from '../data/table.ts';
import { formatCell } from '../query/query.ts';
import { WIDEST_NUMBER, writeHundredths, writeWhole } from '../primitives/write-number.ts';
import { quoted, type FileFormat } from './quoting.ts';

/** The cells of a column as bytes, each with what ends it. */
export type Cells = CodedCells | WrittenCells;

/** Every value that occurs stands once in `words`, and each row has the number of its value. */
export interface CodedCells {
  readonly codes: Int32Array;
  /** For each value, the word at which its bytes begin, and how many bytes they are. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** Bytes, four to a word in the machine's own order. */
  readonly words: Int32Array;
  /** Bytes of the longest cell. */
  readonly widest: number;
}

/** Too many values to keep: each cell is written when it is its turn. */
export interface WrittenCells {
  readonly codes: null;
  /** Writes the cell and tells where it ended. */
  write(row: number, block: Uint8Array, at: number): number;
  readonly widest: number;
}

export interface CellFrame {
  readonly format: FileFormat;
  readonly terminator: string;
  /** What stands for a blank cell. */
  readonly blank: string;
}

export function encodeCells(column: Column, rowCount: number, frame: CellFrame): Cells {
  if ('codes' in column) return encodeValues(column, codesOfText(column, rowCount), frame);
  const { least, greatest } = extent(column.values, rowCount);
  const span = greatest - least + 1;
  if (column.type !== 'date' && span > Math.max(1024, rowCount / 4)) return writtenNumbers(column, frame);
  return encodeValues(column, codesOfNumbers(column, rowCount, least, span), frame);
}

/** A number for each value of a column; 0 is blank. */
interface Codes {
  readonly codes: Int32Array;
  /** For each value, one more than a row that has it; 0 for a value that no row has. */
  readonly rowsPlusOne: Int32Array;
}

function codesOfText(column: TextColumn, rowCount: number): Codes {
  const codes = new Int32Array(rowCount);
  const rowsPlusOne = new Int32Array(column.dictionary.length + 1);
  for (let row = 0; row < rowCount; row++) {
    const code = (column.codes[row] ?? -1) + 1;
    codes[row] = code;
    rowsPlusOne[code] = row + 1;
  }
  return { codes, rowsPlusOne };
}

/** For dates, and numbers that lie close together: the distance to the least. */
function codesOfNumbers({ values }: NumberColumn, rowCount: number, least: number, span: number): Codes {
  const codes = new Int32Array(rowCount);
  const rowsPlusOne = new Int32Array(span + 1);
  for (let row = 0; row < rowCount; row++) {
    const value = values[row] ?? NaN;
    const code = Number.isNaN(value) ? 0 : value - least + 1;
    codes[row] = code;
    rowsPlusOne[code] = row + 1;
  }
  return { codes, rowsPlusOne };
}

/** Encodes the values that occur, one after another. */
function encodeValues(column: Column, { codes, rowsPlusOne }: Codes, frame: CellFrame): CodedCells {
  const starts = new Int32Array(rowsPlusOne.length);
  const lengths = new Int32Array(rowsPlusOne.length);
  let bytes = Buffer.from(new ArrayBuffer(1024));
  let end = 0;
  let widest = 0;
  for (let code = 0; code < rowsPlusOne.length; code++) {
    const row = (rowsPlusOne[code] ?? 0) - 1;
    if (row < 0) continue;
    const value = formatCell(column, row);
    const cell = (value === '' ? frame.blank : quoted(value, frame.format)) + frame.terminator;
    if (end + cell.length * 3 > bytes.length) bytes = grown(bytes, cell.length * 3);
    const length = bytes.write(cell, end);
    widest = Math.max(widest, length);
    starts[code] = end / 4;
    lengths[code] = length;
    end += Math.ceil(length / 4) * 4;
  }
  return { codes, starts, lengths, words: new Int32Array(bytes.buffer), widest };
}

function writtenNumbers({ values, type }: NumberColumn, frame: CellFrame): WrittenCells {
  const writeNumber = type === 'decimal' ? writeHundredths : writeWhole;
  const terminator = Buffer.from(frame.terminator);
  const blank = Buffer.from(frame.blank + frame.terminator);
  return {
    codes: null,
    widest: WIDEST_NUMBER + terminator.length,
    write(row, block, at) {
      const value = values[row] ?? NaN;
      const isBlank = Number.isNaN(value);
      const end = isBlank ? at : writeNumber(value, block, at);
      const rest = isBlank ? blank : terminator;
      for (let i = 0; i < rest.length; i++) block[end + i] = rest[i] ?? 0;
      return end + rest.length;
    },
  };
}

/** In an array buffer of its own, of whole words. */
function grown(bytes: Buffer, more: number): Buffer<ArrayBuffer> {
  const larger = Buffer.from(new ArrayBuffer(Math.ceil((bytes.length * 2 + more) / 4) * 4));
  bytes.copy(larger);
  return larger;
}

/** Of the values that are not blank; when all are blank, the greatest is one less than the least. */
function extent(values: Float64Array, rowCount: number): { least: number; greatest: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < rowCount; row++) {
    const value = values[row] ?? NaN;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? { least, greatest } : { least: 0, greatest: -1 };
}
