import type { Column, NumberColumn, TextColumn } from '../data/table.ts';
import { formatCell } from '../query/query.ts';
import { WIDEST_NUMBER, writeHundredths, writeWhole } from '../primitives/write-number.ts';
import { quoted, type FileFormat } from './quoting.ts';
import { ValueBytes, type EncodedValues } from './value-bytes.ts';

/** The cells of a column as bytes, each with what ends it. */
export type Cells = CodedCells | WrittenCells;

/** Each row has the number of its value. */
export interface CodedCells extends EncodedValues {
  readonly codes: Int32Array;
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

/** Encodes a column that comes in parts; a value that occurs in many of them is encoded once. */
export class CellEncoder {
  readonly #frame: CellFrame;
  #texts: { readonly dictionary: readonly string[]; readonly bytes: ValueBytes } | null = null;
  #numbers: (Extent & { readonly bytes: ValueBytes }) | null = null;

  constructor(frame: CellFrame) {
    this.#frame = frame;
  }

  encode(column: Column, rowCount: number): Cells {
    return 'codes' in column ? this.#encodeText(column, rowCount) : this.#encodeNumbers(column, rowCount);
  }

  #encodeText(column: TextColumn, rowCount: number): CodedCells {
    const { codes, dictionary } = column;
    if (this.#texts?.dictionary !== dictionary) this.#texts = { dictionary, bytes: new ValueBytes() };
    return this.#encodeValues(column, codes, rowCount, this.#texts.bytes, dictionary.length);
  }

  #encodeNumbers(column: NumberColumn, rowCount: number): Cells {
    const own = extent(column.values, rowCount);
    const known = this.#numbers;
    const isKnown = known !== null && own.least >= known.least && own.greatest <= known.greatest;
    const range = known === null || isKnown ? (known ?? own) : union(known, own);
    const span = range.greatest - range.least + 1;
    if (column.type !== 'date' && span > Math.max(1024, rowCount / 4))
      return writtenNumbers(column, this.#frame);
    if (this.#numbers === null || !isKnown) this.#numbers = { ...padded(range), bytes: new ValueBytes() };
    const { bytes, least, greatest } = this.#numbers;
    const codes = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const value = column.values[row] ?? NaN;
      codes[row] = Number.isNaN(value) ? -1 : value - least;
    }
    return this.#encodeValues(column, codes, rowCount, bytes, greatest - least + 1);
  }

  #encodeValues(
    column: Column,
    codes: Int32Array,
    rowCount: number,
    bytes: ValueBytes,
    most: number,
  ): CodedCells {
    bytes.makeRoomFor(most);
    for (let row = 0; row < rowCount; row++) {
      const code = codes[row] ?? -1;
      if (bytes.knows(code)) continue;
      const value = formatCell(column, row);
      const { blank, format, terminator } = this.#frame;
      bytes.add(code, (value === '' ? blank : quoted(value, format)) + terminator);
    }
    return { codes, ...bytes.encoded() };
  }
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

interface Extent {
  readonly least: number;
  readonly greatest: number;
}

/** Of the values that are not blank; when all are blank, the greatest is one less than the least. */
function extent(values: Float64Array, rowCount: number): Extent {
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < rowCount; row++) {
    const value = values[row] ?? NaN;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? { least, greatest } : { least: 0, greatest: -1 };
}

/** The numbers of the next part may lie a little beyond. */
function padded({ least, greatest }: Extent): Extent {
  return { least: least - PADDING, greatest: greatest + PADDING };
}

const PADDING = 1024;

function union(a: Extent, b: Extent): Extent {
  if (a.greatest < a.least) return b;
  if (b.greatest < b.least) return a;
  return { least: Math.min(a.least, b.least), greatest: Math.max(a.greatest, b.greatest) };
}
