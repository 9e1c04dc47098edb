import type { ColumnType, Dataset } from '../dataset.ts';

/** A column that a file of own rows must have. */
export interface OwnColumn {
  /** As `Attribute.source` and `Metric.source` spell it. */
  readonly source: string;
  readonly type: ColumnType;
  /** What it may be called, its source first. */
  readonly names: readonly string[];
}

/**
 * Everything that queries over a dataset read, each once: its attributes, and the figures that metrics are made of. Of names that stand for
 * the same values any one will do.
 */
export function ownColumnsOf({ attributes, metrics }: Dataset): readonly OwnColumn[] {
  const columns = new Map<string, { source: string; type: ColumnType; names: string[] }>();
  const take = (source: string, type: ColumnType): string[] => {
    const key = source.toLowerCase();
    const column = columns.get(key) ?? { source, type, names: [source] };
    columns.set(key, column);
    return column.names;
  };
  for (const { name, source, type } of attributes) {
    const names = take(source, type);
    if (name.toLowerCase() !== source.toLowerCase()) names.push(name);
  }
  const ofAttributes = new Set(columns.keys());
  for (const { name, source, type } of metrics) {
    const names = take(source, type);
    // A total of an attribute is a sum over rows; no row has one.
    if (name.toLowerCase() !== source.toLowerCase() && !ofAttributes.has(source.toLowerCase()))
      names.push(name);
  }
  return [...columns.values()];
}
