import { readDatasets } from '../data/read-datasets.ts';
import { datasetCatalogue, systemQueries } from './catalogue.ts';
import { readFixture } from './fixture.ts';
import facts from '../../fixtures/mpn/surface.json' with { type: 'json' };
import type { Surface, SystemQuery } from './surface.ts';

/** The Microsoft AI Cloud Partner Program, the only code that says mpn. Its facts are read when first needed. */
export const mpn: Surface = {
  ...facts,
  datasets: datasetCatalogue(() =>
    readDatasets(readFixture('mpn/datasets.json'), readFixture('mpn/refresh.json')),
  ),
  // The fixture is ours and a test reads every entry of it.
  systemQueries: systemQueries(() => readFixture('mpn/system-queries.json') as readonly SystemQuery[]),
};
