import type { Dataset } from '../data/dataset.ts';
import { ownColumnsOf } from '../data/own-rows/own-columns.ts';
import type { DataSource, DayRange } from '../data/table.ts';
import type { QueryResult } from '../query/query.ts';
import { delimitedBlocks } from './delimited-text.ts';
import { jsonBlocks } from './json-text.ts';
import type { FileFormat } from './quoting.ts';

export type DatasetFormat = FileFormat | 'json';

const ALL_DAYS: DayRange = { fromDay: -Infinity, toDay: Infinity };

/** All rows that a dataset has at an instant, with every column that a file of own rows must have. */
export function datasetBlocks(
  dataset: Dataset,
  data: DataSource,
  asOf: number,
  format: DatasetFormat,
): Iterable<Uint8Array> {
  const parts = partsOf(dataset, data, asOf);
  return format === 'json' ? jsonBlocks(parts) : delimitedBlocks(parts, format);
}

function* partsOf(dataset: Dataset, data: DataSource, asOf: number): Generator<QueryResult> {
  const columns = ownColumnsOf(dataset);
  for (const table of data.parts(dataset, ALL_DAYS, asOf)) {
    yield {
      rowCount: table.rowCount,
      columns: columns.map(({ source, type }) => ({ name: source, type, column: table.column(source) })),
    };
  }
}
