import { datasetCatalogue, systemQueries } from '../../src/surfaces/catalogue.ts';
import { mpn } from '../../src/surfaces/mpn.ts';
import type { Surface } from '../../src/surfaces/surface.ts';

/** The only system query of the toy. */
export const OWN_QUERY = '11111111-2222-4333-8444-555555555555';

/** A second surface, with two datasets of the first and all else its own. */
export const toy: Surface = {
  name: 'toy',
  basePath: '/insights/v1.1/toy',
  datasets: datasetCatalogue(() =>
    ['Profile', 'CustomersAndTenants'].flatMap((name) => mpn.datasets.find(name) ?? []),
  ),
  systemQueries: systemQueries(() => [
    { queryId: OWN_QUERY, name: 'Partners', description: null, query: 'SELECT MpnId FROM Profile' },
  ]),
  limits: { activeReports: 1, executeNowReports: 1, executeNowMinutes: 60, queries: 1 },
  messages: { 'execution.none': 'Nothing has run here yet' },
};
