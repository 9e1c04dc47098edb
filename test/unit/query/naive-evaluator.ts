import type { BoundCondition, BoundQuery, DatasetColumn } from '../../../src/query/query.ts';
import type { Row } from './small-world.ts';

type Cell = string | number | null;

const DAY_MS = 86_400_000;

/**
 * The language's meaning told a second time, as plainly and slowly as can be: rows are objects, every step is a loop. It shares no code with
 * `runQuery` but the binder. Answers as JSON cells.
 */
export function evaluateNaively(
  query: BoundQuery,
  rows: readonly Row[],
  fromDay: number,
  toDay: number,
): Cell[][] {
  const { columns, conditions, order } = query;
  const onRows = conditions.filter(({ column }) => column.kind === 'attribute');
  const onGroups = conditions.filter(({ column }) => column.kind === 'metric');
  const selected = columns.filter((column) => column.kind === 'attribute');

  const found = rows.filter(
    (row) => inRange(row, fromDay, toDay) && onRows.every((c) => holds(c, value(c.column, [row]))),
  );
  let groups = found.map((row) => [row]);
  if (query.grouped || query.distinct) {
    groups = selected.length === 0 ? [found] : [];
    for (const row of selected.length === 0 ? [] : found) {
      const same = groups.find(([first = {}]) =>
        selected.every((column) => lower(value(column, [first])) === lower(value(column, [row]))),
      );
      if (same === undefined) groups.push([row]);
      else same.push(row);
    }
    groups = groups.filter((group) => onGroups.every((c) => holds(c, value(c.column, group))));
  }
  const sorted = groups.map((group, place) => ({ group, place }));
  sorted.sort((a, b) => {
    for (const { column, direction } of order) {
      const difference = compareForOrder(value(column, a.group), value(column, b.group), direction === 'ASC');
      if (difference !== 0) return difference;
    }
    return a.place - b.place;
  });
  return sorted
    .slice(0, query.limit ?? Infinity)
    .map(({ group }) => columns.map((column) => shown(column, value(column, group))));
}

function inRange(row: Row, fromDay: number, toDay: number): boolean {
  const month = row['Month'] ?? null;
  if (fromDay === -Infinity && toDay === Infinity) return true;
  return typeof month === 'number' && month >= fromDay && month <= toDay;
}

/** Decimals in hundredths, dates in days. */
function value(column: DatasetColumn, group: readonly Row[]): Cell {
  const cells = group.map((row) => row[column.source] ?? null);
  if (column.kind === 'attribute') return cells[0] ?? null;
  const known = cells.filter((cell) => cell !== null);
  if (column.aggregate === 'countDistinct') return new Set(known.map(lower)).size;
  if (known.length === 0) return null;
  return Number(known.reduce((total, cell) => total + BigInt(cell), 0n));
}

function shown(column: DatasetColumn, cell: Cell): Cell {
  if (cell === null) return null;
  const text = fileText(column, cell);
  return column.type === 'integer' || column.type === 'decimal' ? Number(text) : text;
}

function fileText({ type }: DatasetColumn, cell: string | number): string {
  if (type === 'date') return new Date(Number(cell) * DAY_MS).toISOString().slice(0, 10);
  return type === 'decimal' ? (Number(cell) / 100).toFixed(2) : String(cell);
}

function lower(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.toLowerCase() : cell;
}

function holds({ column, operator, values }: BoundCondition, cell: Cell): boolean {
  if (cell === null) return false;
  if (operator.startsWith('NOT ')) {
    return !values.some((literal) => holdsOne(column, operator.slice(4), literal.text, cell));
  }
  if (operator === '!=') return !holdsOne(column, '=', values[0]?.text ?? '', cell);
  return values.some((literal) => holdsOne(column, operator, literal.text, cell));
}

function holdsOne(column: DatasetColumn, operator: string, literal: string, cell: string | number): boolean {
  if (operator === 'LIKE') return like(literal, fileText(column, cell));
  const difference = compareWithLiteral(column, literal, cell);
  if (difference === null) return false;
  if (operator === '=' || operator === 'IN') return difference === 0;
  if (operator === '<') return difference < 0;
  if (operator === '>') return difference > 0;
  return operator === '<=' ? difference <= 0 : difference >= 0;
}

function like(pattern: string, text: string): boolean {
  const source = Array.from(pattern.toLowerCase(), (c) =>
    c === '%' ? '[^]*' : c === '_' ? '[^]' : c.replace(/[$()*+./?[\\\]^{|}]/, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 'u').test(text.toLowerCase());
}

/** Less, equal or more than 0 as the cell stands to the literal; null when the literal is of another kind. */
function compareWithLiteral(column: DatasetColumn, literal: string, cell: string | number): number | null {
  const { type } = column;
  if (column.kind === 'attribute' && column.isGuid) {
    const id = literal.trim();
    return /^\w{8}-\w{4}-\w{4}-\w{4}-\w{12}$/.test(id) ? compareText(String(cell), id) : null;
  }
  if (type === 'text') return compareText(String(cell), literal);
  const text = literal.trim().toLowerCase();
  if (type === 'boolean') {
    const meant = ['yes', 'true', '1'].includes(text)
      ? 'Yes'
      : ['no', 'false', '0'].includes(text)
        ? 'No'
        : null;
    return meant === null ? null : compareText(String(cell), meant);
  }
  if (type === 'date') {
    if (!/^\d{4}-\d\d-\d\d([t ]\d\d:\d\d:\d\dz?)?$/.test(text)) return null;
    const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19) || '00:00:00'}Z`);
    if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
    return Number(cell) * DAY_MS - at;
  }
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return null;
  const scaled = (number: string, places: number): bigint => {
    const [whole = '', fraction = ''] = number.replace(/^[+-]/, '').split('.');
    const magnitude = BigInt(whole + fraction.padEnd(places, '0'));
    return number.startsWith('-') ? -magnitude : magnitude;
  };
  const cellScaled = BigInt(cell) * 10n ** BigInt(type === 'decimal' ? 8 : 10);
  const difference = cellScaled - scaled(text, 10);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function compareText(a: string, b: string): number {
  const left = Array.from(a.toLowerCase(), (c) => c.codePointAt(0) ?? 0);
  const right = Array.from(b.toLowerCase(), (c) => c.codePointAt(0) ?? 0);
  for (const [i, point] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (point !== other) return point - other;
  }
  return left.length - right.length;
}

function compareForOrder(a: Cell, b: Cell, ascending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const difference = typeof a === 'string' ? compareText(a, String(b)) : a - Number(b);
  return ascending ? difference : -difference;
}
