import type { Dataset } from './data/dataset.ts';
import type { TellRows } from './data/own-rows.ts';
import { datasetBlocks, type DatasetFormat } from './files/dataset-text.ts';
import { loadOwnRows } from './load-own-rows.ts';
import { allSurfaces } from './surfaces/all-surfaces.ts';
import { createWorlds } from './worlds.ts';

/** Every dataset there is. */
export function listDatasets(): readonly Dataset[] {
  return allSurfaces.flatMap(({ datasets }) => datasets.all());
}

/** The dataset of that name or alias, in any case; null when there is none. */
export function findDataset(name: string): Dataset | null {
  for (const { datasets } of allSurfaces) {
    const found = datasets.find(name);
    if (found !== null) return found;
  }
  return null;
}

export interface ExportRequest {
  readonly dataset: Dataset;
  readonly format: DatasetFormat;
  readonly seed: number;
  readonly customers: number;
  /** The folder of own rows. */
  readonly fixtures: string | null;
  readonly asOf: number;
  /** Hears how far the reading of own rows is. */
  readonly tell?: TellRows;
}

/**
 * A dataset as a file of own rows, block by block as it is read.
 * @throws OptionsError with what is wrong in the files of `fixtures`.
 */
export async function exportDataset(request: ExportRequest): Promise<Iterable<Uint8Array>> {
  const { dataset, format, seed, customers, fixtures, asOf, tell } = request;
  const own = fixtures === null ? null : await loadOwnRows(fixtures, allSurfaces, tell);
  return datasetBlocks(dataset, createWorlds(own)(seed, customers), asOf, format);
}
