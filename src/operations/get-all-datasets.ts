import { refuse } from '../errors/api-errors.ts';
import { operationInputs } from '../generated/request-inputs.ts';
import { requireRole } from '../identity/access.ts';
import { readQueryInput } from './input/read-input.ts';
import type { Operation } from './operation.ts';
import { presentDataset } from './present/present-dataset.ts';

export const getAllDatasets: Operation = ({ search }, { surface, caller }) => {
  const { datasetName } = readQueryInput(operationInputs.GetAllDatasets.query, search);
  const found = datasetName === undefined ? surface.datasets.all() : [surface.datasets.find(datasetName)];
  const datasets = found.filter((dataset) => dataset !== null);
  if (datasetName !== undefined && datasets.length === 0) throw refuse('list.no-match');
  requireRole(caller);
  return { value: datasets.map(presentDataset), message: 'Dataset fetched successfully' };
};
