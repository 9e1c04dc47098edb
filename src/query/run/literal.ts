import type { NumberColumn } from '../../data/table.ts';
import { DAY, parseTimestamp } from '../../primitives/instant.ts';
import { isGuid } from '../../primitives/is-guid.ts';
import type { Literal } from '../syntax/query-tree.ts';

/** A literal on a column's scale of whole numbers: it may lie between two of them. */
export interface ScaledLiteral {
  /** The greatest whole number that is not above it. */
  readonly floor: number;
  /** Whether it is that number. */
  readonly exact: boolean;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const YES = new Set(['yes', 'true', '1']);
const NO = new Set(['no', 'false', '0']);

/** A literal as a number column's type: hundredths, days or the number itself. Null when it cannot be one. */
export function readNumber(literal: Literal, type: NumberColumn['type']): ScaledLiteral | null {
  const text = literal.text.trim();
  if (type === 'date') return readDate(text);
  const [, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (sign === undefined) return null;
  const places = type === 'decimal' ? 2 : 0;
  const magnitude = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
  const exact = !/[1-9]/.test(fraction.slice(places));
  if (sign !== '-') return { floor: magnitude, exact };
  return { floor: exact ? -magnitude : -magnitude - 1, exact };
}

function readDate(text: string): ScaledLiteral | null {
  const at = parseTimestamp(DATE.test(text) ? `${text}T00:00:00Z` : text.toUpperCase().replace(/Z?$/, 'Z'));
  return at === null ? null : { floor: Math.floor(at / DAY), exact: at % DAY === 0 };
}

/** A literal as a text or boolean column's type, in lower case. Null when it cannot be one. */
export function readText(literal: Literal, type: 'text' | 'boolean'): string | null {
  const text = literal.text.toLowerCase();
  if (type === 'boolean') return YES.has(text.trim()) ? 'yes' : NO.has(text.trim()) ? 'no' : null;
  return text;
}

/** A literal as a guid, in lower case; a published sample has one with a blank at its end. Null when it cannot be one. */
export function readGuid(literal: Literal): string | null {
  const text = literal.text.trim().toLowerCase();
  return isGuid(text) ? text : null;
}
