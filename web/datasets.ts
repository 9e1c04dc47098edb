import { control, type Answer } from './api.ts';
import type { DatasetWords } from './editor/vocabulary.ts';
import { createResource } from './live-resource.ts';
import type { DatasetFacts } from './wire.ts';

/** What can be asked for: the same for the life of a sandbox. */
export const datasets = createResource<readonly DatasetFacts[]>(readDatasets, []);

async function readDatasets(): Promise<Answer<readonly DatasetFacts[]>> {
  const answer = await control<{ datasets: readonly DatasetFacts[] }>('GET', '/datasets');
  return answer.ok ? { ...answer, value: answer.value.datasets } : answer;
}

export function vocabularyOf(all: readonly DatasetFacts[]): DatasetWords[] {
  return all.map(({ name, description, columns, metrics, availableDateRanges }) => ({
    name,
    description,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      meaning: column.meaning,
      values: column.allowedValues ?? column.exampleValues ?? [],
    })),
    metrics: metrics.map((metric) => ({ name: metric.name, meaning: metric.meaning })),
    dateRanges: availableDateRanges,
  }));
}
