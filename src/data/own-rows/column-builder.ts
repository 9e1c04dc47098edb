import { DAY, parseTimestamp } from '../../primitives/instant.ts';
import type { ColumnType } from '../dataset.ts';
import type { Column, NumberColumn, TextColumn } from '../table.ts';

/** A column that grows cell by cell. */
export interface ColumnBuilder {
  /** Takes a cell as text, '' for a blank one; the answer is what it should have been, null when it is fine. */
  add(cell: string): string | null;
  column(): Column;
}

export function columnBuilder(type: ColumnType): ColumnBuilder {
  return type === 'text' || type === 'boolean' ? new TextBuilder(type) : new NumberBuilder(type);
}

const START_ROWS = 256;
const BLANK = -1;
const WORDS: ReadonlyMap<string, string> = new Map([
  ['yes', 'Yes'],
  ['true', 'Yes'],
  ['1', 'Yes'],
  ['no', 'No'],
  ['false', 'No'],
  ['0', 'No'],
]);

class TextBuilder implements ColumnBuilder {
  readonly #type: TextColumn['type'];
  readonly #codeOf = new Map<string, number>();
  #codes = new Int32Array(START_ROWS);
  #count = 0;

  constructor(type: TextColumn['type']) {
    this.#type = type;
  }

  add(cell: string): string | null {
    const isBlank = cell === '' || cell.trim() === '';
    const text = this.#type === 'boolean' && !isBlank ? WORDS.get(cell.trim().toLowerCase()) : cell;
    if (text === undefined) return 'Yes or No';
    if (this.#count === this.#codes.length) this.#codes = grown(this.#codes, new Int32Array(this.#count * 2));
    this.#codes[this.#count++] = isBlank ? BLANK : this.#code(text);
    return null;
  }

  column(): Column {
    return {
      type: this.#type,
      codes: this.#codes.slice(0, this.#count),
      dictionary: [...this.#codeOf.keys()],
    };
  }

  #code(text: string): number {
    const known = this.#codeOf.get(text);
    if (known !== undefined) return known;
    const code = this.#codeOf.size;
    this.#codeOf.set(text, code);
    return code;
  }
}

interface NumberKind {
  readonly should: string;
  /** The value as a `NumberColumn` has it; null when the text is none. */
  readonly read: (text: string) => number | null;
}

const WHOLE = /^[+-]?\d{1,15}$/;
/** Up to 13 digits before the point: hundredths are counted exactly. */
const DECIMAL = /^([+-]?)(\d{1,13})(?:\.(\d{1,2}))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const KINDS: Readonly<Record<NumberColumn['type'], NumberKind>> = {
  integer: {
    should: 'a whole number of at most 15 digits',
    read: (text) => (WHOLE.test(text) ? Number(text) + 0 : null),
  },
  decimal: {
    should: 'a number with at most 13 digits before the point and 2 behind it',
    read(text) {
      const [, sign, whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
      if (sign === undefined) return null;
      // No zero has a sign: 0 - 0 is 0.
      const hundredths = Number(whole + fraction.padEnd(2, '0'));
      return sign === '-' ? 0 - hundredths : hundredths;
    },
  },
  date: {
    should: 'a date such as 2026-01-31',
    read(text) {
      const at = DATE.test(text) ? parseTimestamp(`${text}T00:00:00Z`) : null;
      return at === null ? null : at / DAY;
    },
  },
};

class NumberBuilder implements ColumnBuilder {
  readonly #type: NumberColumn['type'];
  readonly #kind: NumberKind;
  #values = new Float64Array(START_ROWS);
  #count = 0;
  /** Of all values without their signs: while a double counts it exactly, so it does every sum of some of them. */
  #total = 0;

  constructor(type: NumberColumn['type']) {
    this.#type = type;
    this.#kind = KINDS[type];
  }

  add(cell: string): string | null {
    const text = cell.trim();
    const value = text === '' ? NaN : this.#kind.read(text);
    if (value === null) return this.#kind.should;
    const total = this.#total + (text === '' ? 0 : Math.abs(value));
    if (total > Number.MAX_SAFE_INTEGER) return summable(this.#type);
    this.#total = total;
    if (this.#count === this.#values.length) {
      this.#values = grown(this.#values, new Float64Array(this.#count * 2));
    }
    this.#values[this.#count++] = value;
    return null;
  }

  column(): Column {
    return { type: this.#type, values: this.#values.slice(0, this.#count) };
  }
}

function summable(type: NumberColumn['type']): string {
  const most = type === 'decimal' ? '90071992547409.91' : '9007199254740991';
  return `so small that its column, signs aside, adds up to at most ${most}`;
}

function grown<T extends Int32Array | Float64Array>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
