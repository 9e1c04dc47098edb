import type { Attribute, ColumnType, Dataset, Metric, Sensitivity, Timespan } from './dataset.ts';

/** The five values both published dataset examples show; every dated dataset gets them. */
const DATED_RANGES: readonly Timespan[] = [
  'LAST_MONTH',
  'LAST_3_MONTHS',
  'LAST_6_MONTHS',
  'LAST_1_YEAR',
  'LIFETIME',
];
const UNDATED_RANGES: readonly Timespan[] = ['LIFETIME'];
const DEFAULT_RECURRENCE_HOURS = 24;
/** The frequency page leaves CLASSurfacePropensity out; it gets what its siblings have. */
const DEFAULT_REFRESH_DAYS = 7;

const COLUMN_TYPES: Readonly<Record<string, ColumnType>> = {
  guid: 'text',
  string: 'text',
  integer: 'integer',
  decimal: 'decimal',
  date: 'date',
  boolean: 'boolean',
};
const SENSITIVITIES: readonly Sensitivity[] = ['revenue', 'personal'];

/** The id that each `…Count` metric counts. */
const COUNTED: Readonly<Record<string, string>> = {
  customercount: 'customertpid',
  customertenantcount: 'customertenantid',
  subscriptioncount: 'subscriptionid',
};

/** Reads a surface's facts: `fixtures/<surface>/datasets.json` and `refresh.json`, parsed. */
export function readDatasets(rawDatasets: unknown, rawRefresh: unknown): readonly Dataset[] {
  const refreshDays = readRefreshDays(rawRefresh);
  return list(rawDatasets, 'datasets').map((raw) => readDataset(raw, refreshDays));
}

function readDataset(raw: unknown, refreshDays: ReadonlyMap<string, number>): Dataset {
  const name = text(raw, 'datasetName');
  const dateColumn = textOrNull(raw, 'dateColumn');
  const columns = list(field(raw, 'columns'), `${name}.columns`);
  const attributes = columns.filter((column) => text(column, 'kind') === 'attribute').map(readAttribute);
  const sources = new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute.source]));
  return {
    name,
    aliases: texts(raw, 'aliases') ?? [],
    description: text(raw, 'description'),
    attributes,
    metrics: columns
      .filter((column) => text(column, 'kind') === 'metric')
      .map((column) => readMetric(column, sources)),
    availableDateRanges: dateColumn === null ? UNDATED_RANGES : readRanges(raw),
    minimumRecurrenceInterval: numberOrNull(raw, 'minimumRecurrenceInterval') ?? DEFAULT_RECURRENCE_HOURS,
    dateColumn,
    refreshDays: refreshDays.get(name) ?? DEFAULT_REFRESH_DAYS,
  };
}

function readAttribute(raw: unknown): Attribute {
  const name = text(raw, 'name');
  const allowed = field(raw, 'allowedValues');
  return {
    kind: 'attribute',
    name,
    type: readType(raw),
    source: textOrNull(raw, 'sameAs') ?? name,
    sensitive: readSensitivity(raw),
    meaning: text(raw, 'meaning'),
    allowedValues: allowed === null ? null : list(allowed, name).map(textOrNumber),
    exampleValues: texts(raw, 'exampleValues'),
  };
}

function readMetric(raw: unknown, attributeSources: ReadonlyMap<string, string>): Metric {
  const name = text(raw, 'name');
  const type = readType(raw);
  if (type !== 'integer' && type !== 'decimal') throw new Error(`Metric ${name} is not a number`);
  const counted = COUNTED[name.toLowerCase()];
  const added = name.startsWith('Total')
    ? attributeSources.get(name.slice('Total'.length).toLowerCase())
    : undefined;
  const source = counted === undefined ? added : attributeSources.get(counted);
  if (counted !== undefined && source === undefined)
    throw new Error(`Metric ${name} has no ${counted} to count`);
  return {
    kind: 'metric',
    name,
    type,
    aggregate: counted === undefined ? 'sum' : 'countDistinct',
    source: source ?? textOrNull(raw, 'sameAs') ?? name,
    sensitive: readSensitivity(raw),
    meaning: text(raw, 'meaning'),
  };
}

function readRanges(raw: unknown): readonly Timespan[] {
  const names = texts(raw, 'availableDateRanges');
  if (names === null) return DATED_RANGES;
  return names.map((name) => {
    const range = DATED_RANGES.find((known) => known === name);
    if (range === undefined) throw new Error(`Unknown date range ${name}`);
    return range;
  });
}

function readRefreshDays(raw: unknown): ReadonlyMap<string, number> {
  const intervals = list(field(raw, 'refreshIntervals'), 'refreshIntervals');
  return new Map(
    intervals.map((interval) => [
      text(interval, 'canonicalDataset'),
      numberOrNull(interval, 'refreshIntervalDays') ?? DEFAULT_REFRESH_DAYS,
    ]),
  );
}

function readType(raw: unknown): ColumnType {
  const type = COLUMN_TYPES[text(raw, 'type')];
  if (type === undefined) throw new Error(`Unknown column type ${text(raw, 'type')}`);
  return type;
}

function readSensitivity(raw: unknown): Sensitivity | null {
  const name = textOrNull(raw, 'sensitive');
  if (name === null) return null;
  const sensitivity = SENSITIVITIES.find((known) => known === name);
  if (sensitivity === undefined) throw new Error(`Unknown sensitivity ${name}`);
  return sensitivity;
}

function field(raw: unknown, name: string): unknown {
  if (typeof raw !== 'object' || raw === null) throw new Error(`Expected an object with ${name}`);
  const own = Object.getOwnPropertyDescriptor(raw, name);
  return own?.value ?? null;
}

function list(raw: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(raw)) throw new Error(`Expected a list: ${name}`);
  return raw;
}

function text(raw: unknown, name: string): string {
  const value = textOrNull(raw, name);
  if (value === null) throw new Error(`Missing text: ${name}`);
  return value;
}

function textOrNull(raw: unknown, name: string): string | null {
  const value = field(raw, name);
  if (value === null || typeof value === 'string') return value;
  throw new Error(`Expected text: ${name}`);
}

function texts(raw: unknown, name: string): readonly string[] | null {
  const value = field(raw, name);
  return value === null ? null : list(value, name).map(String);
}

function numberOrNull(raw: unknown, name: string): number | null {
  const value = field(raw, name);
  if (value === null || typeof value === 'number') return value;
  throw new Error(`Expected a number: ${name}`);
}

function textOrNumber(raw: unknown): string | number {
  if (typeof raw === 'string' || typeof raw === 'number') return raw;
  throw new Error('Expected text or a number');
}
