import { readShape, type Shaped } from '../primitives/read-shape.ts';
import type { Attribute, ColumnType, Dataset, Metric, Sensitivity, Timespan } from './dataset.ts';

/** The five values that both published dataset examples show; every dated dataset gets them. */
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

/** The id that each `…Count` metric counts, in lower case. */
const COUNTED: Readonly<Record<string, string>> = {
  CustomerCount: 'customertpid',
  CustomerTenantCount: 'customertenantid',
  SubscriptionCount: 'subscriptionid',
};

const COLUMN = {
  name: 'text',
  type: 'text',
  kind: 'text',
  sensitive: 'textOrNull',
  allowedValues: 'textsAndNumbersOrNull',
  exampleValues: 'textsOrNull',
  meaning: 'text',
  sameAs: 'textOrNull',
} as const;
const DATASET = {
  datasetName: 'text',
  aliases: 'texts',
  description: 'text',
  minimumRecurrenceInterval: 'numberOrNull',
  availableDateRanges: 'textsOrNull',
  dateColumn: 'textOrNull',
  columns: [COLUMN],
} as const;
const REFRESH = { refreshIntervals: [{ canonicalDataset: 'text', refreshIntervalDays: 'number' }] } as const;

/** Reads a surface's facts: `fixtures/<surface>/datasets.json` and `refresh.json`, parsed. */
export function readDatasets(rawDatasets: unknown, rawRefresh: unknown): readonly Dataset[] {
  const { refreshIntervals } = readShape(rawRefresh, REFRESH, 'refresh');
  const refreshDays = new Map(refreshIntervals.map((one) => [one.canonicalDataset, one.refreshIntervalDays]));
  return readShape(rawDatasets, [DATASET], 'datasets').map((raw) =>
    datasetOf(raw, refreshDays.get(raw.datasetName) ?? DEFAULT_REFRESH_DAYS),
  );
}

type RawColumn = Shaped<typeof COLUMN>;

function datasetOf(raw: Shaped<typeof DATASET>, refreshDays: number): Dataset {
  const attributes = raw.columns.filter((column) => column.kind === 'attribute').map(attributeOf);
  const sources = new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute.source]));
  return {
    name: raw.datasetName,
    aliases: raw.aliases,
    description: raw.description,
    attributes,
    metrics: raw.columns
      .filter((column) => column.kind === 'metric')
      .map((column) => metricOf(column, sources)),
    availableDateRanges: raw.dateColumn === null ? UNDATED_RANGES : rangesOf(raw.availableDateRanges),
    minimumRecurrenceInterval: raw.minimumRecurrenceInterval ?? DEFAULT_RECURRENCE_HOURS,
    dateColumn: raw.dateColumn,
    refreshDays,
  };
}

function attributeOf(raw: RawColumn): Attribute {
  return {
    kind: 'attribute',
    name: raw.name,
    type: typeOf(raw),
    isGuid: raw.type === 'guid',
    source: raw.sameAs ?? raw.name,
    sensitive: sensitivityOf(raw),
    meaning: raw.meaning,
    allowedValues: raw.allowedValues,
    exampleValues: raw.exampleValues,
  };
}

function metricOf(raw: RawColumn, attributeSources: ReadonlyMap<string, string>): Metric {
  const type = typeOf(raw);
  if (type !== 'integer' && type !== 'decimal') throw new Error(`Metric ${raw.name} is not a number`);
  const counted = COUNTED[raw.name];
  const added = raw.name.startsWith('Total') ? raw.name.slice('Total'.length).toLowerCase() : '';
  const source = attributeSources.get(counted ?? added);
  if (counted !== undefined && source === undefined)
    throw new Error(`Metric ${raw.name} has no ${counted} to count`);
  return {
    kind: 'metric',
    name: raw.name,
    type,
    aggregate: counted === undefined ? 'sum' : 'countDistinct',
    source: source ?? raw.sameAs ?? raw.name,
    sensitive: sensitivityOf(raw),
    meaning: raw.meaning,
  };
}

function rangesOf(names: readonly string[] | null): readonly Timespan[] {
  return names === null ? DATED_RANGES : names.map((name) => known(DATED_RANGES, name));
}

function typeOf({ name, type }: RawColumn): ColumnType {
  const columnType = COLUMN_TYPES[type];
  if (columnType === undefined) throw new Error(`Column ${name} has the unknown type ${type}`);
  return columnType;
}

function sensitivityOf({ sensitive }: RawColumn): Sensitivity | null {
  return sensitive === null ? null : known(SENSITIVITIES, sensitive);
}

function known<T extends string>(values: readonly T[], value: string): T {
  const found = values.find((one) => one === value);
  if (found === undefined) throw new Error(`${value} is none of ${values.join(', ')}`);
  return found;
}
