import initSqlJs from 'sql.js';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Column, Table } from '../../src/data/table.ts';
import type { BoundCondition, BoundQuery, DatasetColumn } from '../../src/query/query.ts';

type Cell = string | number | null;

const DAY_MS = 86_400_000;

/** An engine that shares nothing with ours but what a query means: SQLite over the same rows. */
export interface SqlEngine {
  /** The rows of the answer, in their order, as JSON cells. */
  answer(query: BoundQuery, fromDay: number, toDay: number): Cell[][];
}

/**
 * Each column becomes three: `v` as it is stored (hundredths, days), `t` as a file shows it, `k` by which it compares, groups and sorts.
 * SQLite's own order of text is that of UTF-8, which is by code point.
 */
export async function sqlEngine(tables: ReadonlyMap<Dataset, Table>): Promise<SqlEngine> {
  const { Database } = await initSqlJs();
  const database = new Database();
  for (const type of ['integer', 'decimal'] as const) {
    database.create_function(`${type}_text`, (value: number | null) =>
      value === null ? null : fileText(type, value),
    );
  }
  for (const [dataset, table] of tables) {
    const sources = sourcesOf(dataset);
    const names = sources.flatMap((_, i) => [`v${i}`, `t${i}`, `k${i}`]);
    database.run(`CREATE TABLE ${dataset.name} (n INTEGER PRIMARY KEY, ${names.join(', ')})`);
    const columns = sources.map((source) => table.column(source));
    const insert = database.prepare(`INSERT INTO ${dataset.name} VALUES (?${', ?'.repeat(names.length)})`);
    database.run('BEGIN');
    for (let row = 0; row < table.rowCount; row++) {
      insert.run([row, ...columns.flatMap((column) => cellsOf(column, row))]);
    }
    database.run('COMMIT');
    insert.free();
  }
  return {
    answer(query, fromDay, toDay) {
      const [found] = database.exec(sqlOf(query, fromDay, toDay));
      return (found?.values ?? []).map((row) =>
        query.columns.map((column, i) => shown(column, row[i] ?? null)),
      );
    },
  };
}

function sourcesOf({ attributes, metrics }: Dataset): readonly string[] {
  return [...new Set([...attributes, ...metrics].map(({ source }) => source))];
}

function cellsOf(column: Column, row: number): [Cell, Cell, Cell] {
  if ('codes' in column) {
    const text = column.dictionary[column.codes[row] ?? -1] ?? null;
    return [text, text, text?.toLowerCase() ?? null];
  }
  const value = column.values[row] ?? NaN;
  if (Number.isNaN(value)) return [null, null, null];
  return [value, fileText(column.type, value), value];
}

function sqlOf(query: BoundQuery, fromDay: number, toDay: number): string {
  const { dataset, columns, conditions, order, limit } = query;
  const sources = sourcesOf(dataset);
  const part = (kind: 'v' | 't' | 'k', { source }: DatasetColumn): string =>
    `${kind}${sources.indexOf(source)}`;
  const rowsWhere = [
    ...conditions.filter(({ column }) => column.kind === 'attribute').map((one) => conditionOf(one, part)),
    ...(fromDay === -Infinity ? [] : [dateCondition(dataset, sources, fromDay, toDay)]),
  ];
  const where = rowsWhere.length === 0 ? '' : `WHERE ${rowsWhere.join(' AND ')}`;
  const tail = limit === null ? '' : `LIMIT ${limit}`;
  if (!query.grouped && !query.distinct) {
    const keys = [
      ...order.map(({ column, direction }) => `${part('k', column)} ${direction} NULLS LAST`),
      'n',
    ];
    return `SELECT ${columns.map((column) => part('v', column)).join(', ')} FROM ${dataset.name} ${where} ORDER BY ${keys.join(', ')} ${tail}`;
  }
  const by = columns.filter(({ kind }) => kind === 'attribute').map((column) => part('k', column));
  const metrics = dataset.metrics.map((one) => `${aggregateOf(one, part)} AS ${one.name}`);
  const groups = `SELECT MIN(n) AS first, ${[...metrics, '0'].join(', ')} FROM ${dataset.name} ${where} ${by.length === 0 ? '' : `GROUP BY ${by.join(', ')}`}`;
  const having = conditions
    .filter(({ column }) => column.kind === 'metric')
    .map((one) =>
      conditionOf(one, (kind, { name, type }) => (kind === 't' ? `${type}_text(${name})` : name)),
    );
  const value = (column: DatasetColumn, kind: 'v' | 'k'): string =>
    column.kind === 'metric' ? `g.${column.name}` : `r.${part(kind, column)}`;
  const keys = [
    ...order.map(({ column, direction }) => `${value(column, 'k')} ${direction} NULLS LAST`),
    'first',
  ];
  return `SELECT ${columns.map((column) => value(column, 'v')).join(', ')} FROM (${groups}) g LEFT JOIN ${dataset.name} r ON r.n = g.first ${having.length === 0 ? '' : `WHERE ${having.join(' AND ')}`} ORDER BY ${keys.join(', ')} ${tail}`;
}

type Part = (kind: 'v' | 't' | 'k', column: DatasetColumn) => string;

function dateCondition(dataset: Dataset, sources: readonly string[], fromDay: number, toDay: number): string {
  const source = dataset.attributes.find(({ name }) => name === dataset.dateColumn)?.source ?? '';
  return `v${sources.indexOf(source)} BETWEEN ${fromDay} AND ${toDay}`;
}

function aggregateOf(metric: Dataset['metrics'][number], part: Part): string {
  return metric.aggregate === 'sum' ? `SUM(${part('v', metric)})` : `COUNT(DISTINCT ${part('k', metric)})`;
}

function conditionOf({ column, operator, values }: BoundCondition, part: Part): string {
  if (operator.endsWith('LIKE')) {
    const pattern = values[0]?.text.toLowerCase() ?? '';
    // The lower-case form of text, as SQLite knows only that of ASCII.
    return `${part(column.type === 'text' ? 'k' : 't', column)} ${operator} ${quoted(pattern)}`;
  }
  const key = part('k', column);
  const literals = values.map(({ text }) => literalOf(column, text));
  return operator.endsWith('IN')
    ? `${key} ${operator} (${literals.join(', ')})`
    : `${key} ${operator} ${literals[0] ?? ''}`;
}

/** On the scale of what is stored; generated ones can all be converted. */
function literalOf({ type }: DatasetColumn, text: string): string {
  if (type === 'date') return String(Date.parse(`${text}T00:00:00Z`) / DAY_MS);
  if (type === 'integer') return text;
  if (type !== 'decimal') return quoted(text.toLowerCase());
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}${fraction.padEnd(2, '0').slice(0, 2)}.${fraction.slice(2).padEnd(1, '0')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function shown({ type }: DatasetColumn, cell: Cell | Uint8Array): Cell {
  if (cell === null || cell instanceof Uint8Array) return null;
  if (type === 'text' || type === 'boolean') return String(cell);
  const text = fileText(type, Number(cell));
  return type === 'date' ? text : Number(text);
}

function fileText(type: Exclude<Column['type'], 'text' | 'boolean'>, value: number): string {
  if (type === 'date') return new Date(value * DAY_MS).toISOString().slice(0, 10);
  if (type === 'integer') return String(value);
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
