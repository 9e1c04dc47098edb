import type { Dataset } from '../../data/dataset.ts';
import type { Name } from '../syntax/query-tree.ts';
import { errorAbout } from './problem.ts';
import { describeUnknown } from './unknown-name.ts';

/** Finds datasets by name or alias, in any case; every surface has one. */
export interface DatasetFinder {
  find(name: string): Dataset | null;
  names(): readonly string[];
}

/** FROM names a dataset: the rule that all the others stand on. */
export function existingDataset(name: Name, datasets: DatasetFinder): Dataset {
  const dataset = datasets.find(name.text);
  if (dataset !== null) return dataset;
  const describe = (): string => describeUnknown(name, datasets.names());
  throw errorAbout([{ rule: 'query.dataset', place: name.place, describe }]);
}
