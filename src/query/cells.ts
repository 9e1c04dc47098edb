import type { Column, NumberColumn } from '../data/table.ts';
import { formatDay } from '../primitives/instant.ts';

/** A cell as a report file holds it; '' for a blank. */
export function formatCell(column: Column, row: number): string {
  if ('codes' in column) return column.dictionary[column.codes[row] ?? -1] ?? '';
  const value = column.values[row] ?? NaN;
  return Number.isNaN(value) ? '' : formatNumber(value, column.type);
}

/** A cell as JSON shows it: numbers as numbers, everything else as in a file, null for a blank. */
export function jsonCell(column: Column, row: number): string | number | null {
  const text = formatCell(column, row);
  if (text === '') return null;
  return column.type === 'integer' || column.type === 'decimal' ? Number(text) : text;
}

/** The text of a value that is not blank. */
export function formatNumber(value: number, type: NumberColumn['type']): string {
  if (type === 'date') return formatDay(value);
  return type === 'integer' ? String(value) : formatHundredths(value);
}

function formatHundredths(value: number): string {
  const whole = Math.abs(value);
  const cents = whole % 100;
  return `${value < 0 ? '-' : ''}${(whole - cents) / 100}.${cents < 10 ? '0' : ''}${cents}`;
}
