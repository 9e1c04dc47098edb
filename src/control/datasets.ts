import { publishedMonths } from '../data/published-months.ts';
import type { Dataset } from '../data/dataset.ts';
import { ControlError } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import { startOfMonth } from '../primitives/instant.ts';
import { didYouMean } from '../primitives/nearest-name.ts';
import { KEYWORDS, OPERATORS, type QueryWindow } from '../query/query.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Surface } from '../surfaces/surface.ts';
import type { Control } from './control.ts';
import { readLimit, requireKnown } from './read-query.ts';
import { readSurface } from './read-surface.ts';

type DatasetFacts = components['schemas']['DatasetFacts'];

const USUAL_ROWS = 20;
const MOST_ROWS = 100;

/** What a query can name, for people and editors. */
export const getDatasets: Control = ({ query }) => {
  requireKnown(query, ['surface']);
  const surface = readSurface(query.get('surface') ?? undefined, '?surface');
  return {
    body: {
      surface: surface.name,
      basePath: surface.basePath,
      keywords: KEYWORDS,
      operators: OPERATORS,
      datasets: surface.datasets.all().map(describeDataset),
    },
  };
};

/** The first rows of the newest month, and how many it has. Rows of one's own may all be older: then of everything. */
export const sampleDataset: Control = async ({ parameter, query }, { sandbox }) => {
  requireKnown(query, ['surface', 'limit']);
  const surface = readSurface(query.get('surface') ?? undefined, '?surface');
  const limit = readLimit(query.get('limit'), USUAL_ROWS, MOST_ROWS);
  const dataset = requireDataset(surface, parameter);
  const month = newestMonth(dataset, sandbox.clock.now());
  const newest = month === null ? null : await firstRows(sandbox, { surface, dataset, window: month, limit });
  const sample =
    newest !== null && newest.rowCount > 0
      ? newest
      : await firstRows(sandbox, { surface, dataset, window: null, limit });
  return { body: { ...sample, isCut: sample.rows.length < sample.rowCount } };
};

function describeDataset(dataset: Dataset): DatasetFacts {
  return {
    name: dataset.name,
    aliases: [...dataset.aliases],
    description: dataset.description,
    columns: dataset.attributes.map(
      ({ name, type, isGuid, sensitive, meaning, allowedValues, exampleValues }) => ({
        name,
        type,
        isGuid,
        sensitive,
        meaning,
        allowedValues: allowedValues === null ? null : [...allowedValues],
        exampleValues: exampleValues === null ? null : [...exampleValues],
      }),
    ),
    metrics: dataset.metrics.map(({ name, type, aggregate, source, sensitive, meaning }) => ({
      name,
      type,
      aggregate,
      source,
      sensitive,
      meaning,
    })),
    availableDateRanges: [...dataset.availableDateRanges],
    minimumRecurrenceInterval: dataset.minimumRecurrenceInterval,
    dateColumn: dataset.dateColumn,
    refreshDays: dataset.refreshDays,
  };
}

interface Wanted {
  readonly surface: Surface;
  readonly dataset: Dataset;
  readonly window: QueryWindow | null;
  readonly limit: number;
}

function firstRows(
  sandbox: Sandbox,
  { surface, dataset, window, limit }: Wanted,
): ReturnType<Sandbox['queryExcerpt']> {
  const columns = dataset.attributes.map(({ name }) => name).join(', ');
  return sandbox.queryExcerpt({
    surface: surface.name,
    query: `SELECT ${columns} FROM ${dataset.name} TIMESPAN LIFETIME`,
    window,
    asOf: sandbox.clock.now(),
    redact: false,
    limit,
  });
}

/** Null when none is in, and for a dataset without months. */
function newestMonth(dataset: Dataset, now: number): QueryWindow | null {
  if (dataset.dateColumn === null) return null;
  const month = publishedMonths(dataset, { fromDay: -Infinity, toDay: Infinity }, now).at(-1);
  return month === undefined ? null : { fromAt: startOfMonth(month), toAt: startOfMonth(month + 1) - 1 };
}

function requireDataset({ datasets }: Surface, name: string): Dataset {
  const dataset = datasets.find(name);
  if (dataset !== null) return dataset;
  const hint = didYouMean(name, datasets.names());
  const unknown = `There is no dataset '${name.slice(0, 100)}'`;
  throw new ControlError('NotFound', hint === null ? unknown : `${unknown}; ${hint}`);
}
