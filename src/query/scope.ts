import type { Attribute, Dataset, Metric } from '../data/dataset.ts';
import type { Name, QueryTree } from './syntax/query-tree.ts';

export type DatasetColumn = Attribute | Metric;

/** The names that mean something in a query over a dataset, in any case. */
export interface Scope {
  readonly dataset: Dataset;
  find(name: Name): DatasetColumn | null;
  /** In the dataset's spelling. */
  names(): readonly string[];
}

const scopes = new WeakMap<Dataset, Scope>();

export function scopeOf(dataset: Dataset): Scope {
  const known = scopes.get(dataset);
  if (known !== undefined) return known;
  const scope = makeScope(dataset);
  scopes.set(dataset, scope);
  return scope;
}

function makeScope(dataset: Dataset): Scope {
  // Attributes come last, so that of two columns with one name the one that rows have is found.
  const columns = [...dataset.metrics, ...dataset.attributes];
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  return {
    dataset,
    find: (name) => byName.get(name.text.toLowerCase()) ?? null,
    names: () => columns.map((column) => column.name),
  };
}

/** Every mention of a column or metric, in the order of the text. */
export function namesIn(tree: QueryTree): readonly Name[] {
  return [
    ...tree.columns,
    ...tree.conditions.map((condition) => condition.name),
    ...tree.order.map((key) => key.name),
  ];
}

/** With a metric anywhere in it, a query gives groups. */
export function isGrouped(tree: QueryTree, scope: Scope): boolean {
  return namesIn(tree).some((name) => scope.find(name)?.kind === 'metric');
}
