import fc from 'fast-check';
import type { Attribute, Dataset } from '../../src/data/dataset.ts';
import type { DataSource } from '../../src/data/table.ts';
import {
  bindQuery,
  formatCell,
  jsonCell,
  rangeOf,
  runQuery,
  runQueryInParts,
} from '../../src/query/query.ts';
import type { DatasetColumn, QueryResult } from '../../src/query/query.ts';
import { dataset, datasets, NOW, worldOf } from '../unit/data/world-for-test.ts';
import { sqlEngine } from './sql-engine.ts';
import { TIMESPANS } from '../../src/query/syntax/query-tree.ts';

/** Enough customers that awkward names are among them, and few enough months for SQLite. */
const MONTHS = { fromDay: Date.UTC(2025, 8, 1) / 86_400_000, toDay: Infinity };
const world = worldOf(5, 110);
const source: DataSource = {
  table: (of, _range, asOf) => world.table(of, MONTHS, asOf),
  parts: (of, _range, asOf) => world.parts(of, MONTHS, asOf),
  roughRowCount: () => 0,
};
/** As if every dataset offered all that a TIMESPAN may say: they offer but a few. */
const offering = (one: Dataset): Dataset =>
  one.dateColumn === null ? one : { ...one, availableDateRanges: TIMESPANS };
const FINDER = {
  find: (name: string) => datasets.filter((one) => one.name === name).map(offering)[0] ?? null,
  names: () => datasets.map(({ name }) => name),
};

type Cells = readonly (readonly (string | number | null)[])[];

test.each([
  ['SeatsSubscriptionsAndRevenue', 600],
  ['AzureUsage', 800],
  ['CustomersAndTenants', 400],
  ['OfficeUsage', 400],
  ['CLASD365Propensity', 800],
])(
  'random queries over %s answer as SQLite does: rows, order and sums',
  async (name, numRuns) => {
    const of = offering(dataset(name));
    const table = source.table(of, MONTHS, NOW);
    expect(table.rowCount).toBeGreaterThan(100);
    const sql = await sqlEngine(new Map([[of, table]]));
    let rowsSeen = 0;
    fc.assert(
      fc.property(queries(of), (text) => {
        const query = bindQuery(text, FINDER);
        const { fromDay, toDay } = rangeOf(query.timespan, NOW);
        const options = { asOf: NOW, redact: false };
        const ours = cellsOf(runQuery(query, source, options));
        expectSame(ours, sql.answer(query, fromDay, toDay));
        expectSame([...runQueryInParts(query, source, options)].flatMap(cellsOf), ours);
        rowsSeen += ours.length;
      }),
      { numRuns },
    );
    expect(rowsSeen).toBeGreaterThan(5_000);
  },
  60_000,
);

/** Cells are what JSON has; compared as text first, as an expectation of many rows takes as long as SQLite. */
function expectSame(ours: Cells, expected: Cells): void {
  if (JSON.stringify(ours) !== JSON.stringify(expected)) expect(ours).toEqual(expected);
}

function cellsOf({ columns, rowCount }: QueryResult): Cells {
  return Array.from({ length: rowCount }, (_, row) => columns.map(({ column }) => jsonCell(column, row)));
}

/** Valid ones, whose literals are mostly values that occur. */
function queries(of: Dataset): fc.Arbitrary<string> {
  const attribute = fc.constantFrom(...of.attributes);
  // Not every dataset has metrics.
  const metric = of.metrics.length === 0 ? attribute : fc.constantFrom(...of.metrics);
  const anything: fc.Arbitrary<DatasetColumn> = fc.oneof(
    { weight: 4, arbitrary: attribute },
    { weight: 1, arbitrary: metric },
  );
  const onAttribute = attribute.chain((column) => conditionOn(column, valuesOf(column, of)));
  const onMetric = metric.chain((column) =>
    conditionOn(column, fc.constantFrom('0', '1', '12.5', '250', '-3', '4000.25')),
  );
  return fc
    .record({
      distinct: fc.boolean(),
      columns: fc.array(anything, { minLength: 1, maxLength: 4 }),
      conditions: fc.array(
        fc.oneof(
          { weight: 5, arbitrary: onAttribute },
          { weight: of.metrics.length === 0 ? 0 : 1, arbitrary: onMetric },
        ),
        { maxLength: 3 },
      ),
      order: fc.array(fc.tuple(anything, fc.constantFrom('', ' ASC', ' DESC')), { maxLength: 3 }),
      limit: fc.option(fc.integer({ min: 1, max: 60 })),
      timespan: fc.constantFrom('', ...of.availableDateRanges.map((range) => ` TIMESPAN ${range}`)),
    })
    .map(({ distinct, columns, conditions, order, limit, timespan }) => {
      const used = [
        ...columns,
        ...conditions.map(({ column }) => column),
        ...order.map(([column]) => column),
      ];
      const isPlain = !distinct && used.every(({ kind }) => kind === 'attribute');
      // Groups can only be sorted by what they have.
      const sortable = order.filter(
        ([column]) => isPlain || column.kind === 'metric' || columns.includes(column),
      );
      const list = (parts: readonly string[], before: string, between: string): string =>
        parts.length === 0 ? '' : `${before}${parts.join(between)}`;
      return [
        `SELECT ${distinct ? 'DISTINCT ' : ''}${columns.map(({ name }) => name).join(', ')} FROM ${of.name}`,
        list(
          conditions.map(({ text }) => text),
          ' WHERE ',
          ' AND ',
        ),
        list(
          sortable.map(([{ name }, direction]) => name + direction),
          ' ORDER BY ',
          ', ',
        ),
        limit === null ? '' : ` LIMIT ${limit}`,
        timespan,
      ].join('');
    });
}

interface Condition {
  readonly column: DatasetColumn;
  readonly text: string;
}

function conditionOn(column: DatasetColumn, values: fc.Arbitrary<string>): fc.Arbitrary<Condition> {
  const comparison = fc
    .tuple(fc.constantFrom('=', '!=', '<', '>', '<=', '>='), values)
    .map(([operator, value]) => `${operator} ${literal(column, value)}`);
  const among = fc
    .tuple(fc.constantFrom('IN', 'NOT IN'), fc.array(values, { minLength: 1, maxLength: 5 }))
    .map(([operator, list]) => `${operator} (${list.map((value) => literal(column, value)).join(', ')})`);
  const like = fc
    .tuple(fc.constantFrom('LIKE', 'NOT LIKE'), values, fc.nat(8), fc.constantFrom('%', '_'))
    .map(([operator, value, at, sign]) => `${operator} ${quoted(pattern(value, at, sign))}`);
  return fc.oneof(comparison, among, like).map((rest) => ({ column, text: `${column.name} ${rest}` }));
}

function literal({ type }: DatasetColumn, value: string): string {
  return type === 'integer' || type === 'decimal' ? value : quoted(value);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The value with one of its characters, or what follows it, left open. */
function pattern(value: string, at: number, sign: string): string {
  const characters = Array.from(value);
  return [...characters.slice(0, at), sign, ...(sign === '_' ? characters.slice(at + 1) : [])].join('');
}

function valuesOf({ source: name }: Attribute, of: Dataset): fc.Arbitrary<string> {
  const table = source.table(of, MONTHS, NOW);
  const column = table.column(name);
  const step = Math.ceil(table.rowCount / 150);
  const found = new Set<string>();
  for (let row = 0; row < table.rowCount; row += step) found.add(formatCell(column, row));
  found.delete('');
  return fc.constantFrom(...(found.size === 0 ? ['1'] : found));
}
