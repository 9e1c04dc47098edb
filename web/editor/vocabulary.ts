/** What a query can name: the editor completes from it. */
export type Vocabulary = readonly DatasetWords[];

export interface DatasetWords {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnWord[];
  readonly metrics: readonly MetricWord[];
  readonly dateRanges: readonly string[];
}

export interface ColumnWord {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
  /** Documented or typical values; they are offered where the column is compared. */
  readonly values: readonly (string | number)[];
}

export interface MetricWord {
  readonly name: string;
  readonly meaning: string;
}

export function datasetNamed(vocabulary: Vocabulary, name: string | null): DatasetWords | null {
  return vocabulary.find((one) => one.name.toLowerCase() === name?.toLowerCase()) ?? null;
}

/** Names are case-insensitive. */
export function columnNamed(dataset: DatasetWords | null, name: string): ColumnWord | null {
  return dataset?.columns.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? null;
}
