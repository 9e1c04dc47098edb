import type { Dataset } from '../data/dataset.ts';
import type { DatasetCatalogue, SystemQueries, SystemQuery } from './surface.ts';

/** A surface's datasets, read when one is first asked for. */
export function datasetCatalogue(read: () => readonly Dataset[]): DatasetCatalogue {
  let datasets: readonly Dataset[] | null = null;
  const byName = new Map<string, Dataset>();
  const load = (): readonly Dataset[] => {
    if (datasets === null) {
      datasets = read();
      for (const dataset of datasets) {
        for (const name of [dataset.name, ...dataset.aliases]) byName.set(name.toLowerCase(), dataset);
      }
    }
    return datasets;
  };
  return {
    find: (name) => (load(), byName.get(name.toLowerCase()) ?? null),
    all: load,
    names: () => load().map((dataset) => dataset.name),
  };
}

/** A surface's fixed queries, read when one is first asked for. */
export function systemQueries(read: () => readonly SystemQuery[]): SystemQueries {
  let queries: readonly SystemQuery[] | null = null;
  const load = (): readonly SystemQuery[] => (queries ??= read());
  return {
    find: (queryId) => load().find((query) => query.queryId === queryId) ?? null,
    all: load,
  };
}
