import type { Dataset } from '../../data/dataset.ts';
import type { components } from '../../generated/api-types.ts';

export function presentDataset(dataset: Dataset): components['schemas']['Dataset'] {
  return {
    datasetName: dataset.name,
    selectableColumns: dataset.attributes.map((attribute) => attribute.name),
    availableMetrics: dataset.metrics.map((metric) => metric.name),
    availableDateRanges: [...dataset.availableDateRanges],
    minimumRecurrenceInterval: dataset.minimumRecurrenceInterval,
  };
}
