import type { Attribute, ColumnType, Dataset, Metric, Sensitivity } from '../../../src/data/dataset.ts';
import type { Column, DataSource, DayRange, Table } from '../../../src/data/table.ts';
import {
  bindQuery,
  jsonCell,
  runQuery,
  type DatasetFinder,
  type RunOptions,
} from '../../../src/query/query.ts';

/** A row as a person would write it: decimals in hundredths, dates in days since 1970, null for a blank. */
export type Row = Readonly<Record<string, string | number | null>>;

export function attribute(name: string, type: ColumnType, sensitive: Sensitivity | null = null): Attribute {
  return {
    kind: 'attribute',
    name,
    type,
    isGuid: false,
    source: name,
    sensitive,
    meaning: '',
    allowedValues: null,
    exampleValues: null,
  };
}

export function metric(
  name: string,
  type: Metric['type'],
  aggregate: Metric['aggregate'],
  source: string,
  sensitive: Sensitivity | null = null,
): Metric {
  return { kind: 'metric', name, type, aggregate, source, sensitive, meaning: '' };
}

export const SALES: Dataset = {
  name: 'Sales',
  aliases: ['OldSales'],
  description: '',
  attributes: [
    attribute('Month', 'date'),
    attribute('Customer', 'text'),
    attribute('Country', 'text'),
    attribute('Seats', 'integer'),
    attribute('Price', 'decimal'),
    attribute('IsDuplicate', 'boolean'),
    attribute('Email', 'text', 'personal'),
    { ...attribute('Client', 'text'), source: 'Customer' },
    { ...attribute('CustomerId', 'text'), source: 'Customer', isGuid: true },
  ],
  metrics: [
    metric('TotalSeats', 'integer', 'sum', 'Seats'),
    metric('Revenue', 'decimal', 'sum', 'RevenueUSD', 'revenue'),
    metric('CustomerCount', 'integer', 'countDistinct', 'Customer'),
  ],
  availableDateRanges: ['LAST_MONTH', 'LAST_3_MONTHS', 'LAST_6_MONTHS', 'LAST_1_YEAR', 'LIFETIME'],
  minimumRecurrenceInterval: 24,
  dateColumn: 'Month',
  refreshDays: 7,
};

/** A dataset without a time axis. */
export const OFFICES: Dataset = {
  ...SALES,
  name: 'Offices',
  aliases: [],
  attributes: [attribute('City', 'text'), attribute('Opened', 'date')],
  metrics: [],
  availableDateRanges: ['LIFETIME'],
  dateColumn: null,
};

/** The type of each column of the tables, metrics' sources included. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  Month: 'date',
  Customer: 'text',
  Country: 'text',
  Seats: 'integer',
  Price: 'decimal',
  IsDuplicate: 'boolean',
  Email: 'text',
  RevenueUSD: 'decimal',
  City: 'text',
  Opened: 'date',
};

export function finderOf(datasets: readonly Dataset[]): DatasetFinder {
  const named = (dataset: Dataset, name: string): boolean =>
    [dataset.name, ...dataset.aliases].some((known) => known.toLowerCase() === name.toLowerCase());
  return {
    find: (name) => datasets.find((dataset) => named(dataset, name)) ?? null,
    names: () => datasets.map((dataset) => dataset.name),
  };
}

export const FINDER = finderOf([SALES, OFFICES]);

/** A source that answers every range with all its rows, as a source may. */
export function sourceOf(rows: readonly Row[]): DataSource & { readonly asked: DayRange[] } {
  const asked: DayRange[] = [];
  return {
    asked,
    table: (_dataset, range) => {
      asked.push(range);
      return tableOf(rows);
    },
    // One row each: where it does not matter that they are apart, nothing must show it.
    parts: () => (rows.length === 0 ? [tableOf([])] : rows.map((row) => tableOf([row]))),
    roughRowCount: () => rows.length,
  };
}

function tableOf(rows: readonly Row[]): Table {
  return {
    rowCount: rows.length,
    column: (source) => columnOf(source, rows),
  };
}

/** Dictionaries hold an entry of no row too, since shared ones do. */
function columnOf(name: string, rows: readonly Row[]): Column {
  const type = TYPES[name];
  if (type === undefined) throw new Error(`No column ${name}`);
  const cells = rows.map((row) => row[name] ?? null);
  if (type !== 'text' && type !== 'boolean') {
    return { type, values: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))) };
  }
  const dictionary = ['of no row', ...new Set(cells.filter((cell) => cell !== null).map(String))];
  const codes = cells.map((cell) => (cell === null ? -1 : dictionary.lastIndexOf(String(cell))));
  return { type, codes: Int32Array.from(codes), dictionary };
}

export const AS_OF = Date.UTC(2026, 0, 15);

/** The answer to a query over these rows, as rows of JSON values. */
export function answer(
  text: string,
  rows: readonly Row[],
  options: Partial<RunOptions> = {},
): (string | number | null)[][] {
  const bound = bindQuery(text, FINDER);
  const result = runQuery(bound, sourceOf(rows), { asOf: AS_OF, redact: false, ...options });
  return Array.from({ length: result.rowCount }, (_, row) =>
    result.columns.map(({ column }) => jsonCell(column, row)),
  );
}
