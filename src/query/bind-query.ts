import type { Dataset, Timespan } from '../data/dataset.ts';
import { Recent } from '../primitives/recent.ts';
import { ALL_CHECKS } from './checks/all-checks.ts';
import { existingDataset, type DatasetFinder } from './checks/dataset-exists.ts';
import { errorAbout } from './checks/problem.ts';
import { isGrouped, scopeOf, type DatasetColumn, type Scope } from './scope.ts';
import { parseQuery } from './syntax/parse-query.ts';
import type { Direction, Literal, Name, Operator, QueryTree } from './syntax/query-tree.ts';

export interface BoundCondition {
  readonly column: DatasetColumn;
  readonly operator: Operator;
  readonly values: readonly Literal[];
}

export interface BoundSortKey {
  readonly column: DatasetColumn;
  readonly direction: Direction;
}

/** A query whose names stand for things of a dataset: frozen plain data that can always run. */
export interface BoundQuery {
  /** As it was given. */
  readonly text: string;
  readonly dataset: Dataset;
  /** In the order selected, each once. */
  readonly columns: readonly DatasetColumn[];
  readonly conditions: readonly BoundCondition[];
  readonly order: readonly BoundSortKey[];
  readonly distinct: boolean;
  /** A metric somewhere in the query: rows become groups by the selected attributes. */
  readonly grouped: boolean;
  readonly limit: number | null;
  readonly timespan: Timespan;
}

/** Parses a query and resolves its names, or throws a `QueryError` that tells all that is wrong with it. */
export function bindQuery(text: string, datasets: DatasetFinder): BoundQuery {
  let known = boundQueries.get(datasets);
  if (known === undefined) boundQueries.set(datasets, (known = new Recent<BoundQuery>(MOST_KNOWN)));
  const found = known.get(text);
  if (found !== undefined) return found;
  const query = bindAnew(text, datasets);
  if (text.length <= LONGEST_KNOWN) known.set(text, query);
  return query;
}

/** The same text is bound for its query, for reports and for each of their files, in one sandbox after another. */
const boundQueries = new WeakMap<DatasetFinder, Recent<BoundQuery>>();
const MOST_KNOWN = 500;
const LONGEST_KNOWN = 4096;

function bindAnew(text: string, datasets: DatasetFinder): BoundQuery {
  const tree = parseQuery(text);
  const scope = scopeOf(existingDataset(tree.dataset, datasets));
  const [problem, ...others] = ALL_CHECKS.flatMap((check) => check(tree, scope));
  if (problem !== undefined) throw errorAbout([problem, ...others]);
  return bind(text, tree, scope);
}

function bind(text: string, tree: QueryTree, scope: Scope): BoundQuery {
  const { dataset } = scope;
  const columns = tree.columns.map((name) => columnNamed(name, scope));
  const conditions = tree.conditions.map(({ name, operator, values }) =>
    Object.freeze({ column: columnNamed(name, scope), operator, values }),
  );
  const order = tree.order.map(({ name, direction }) =>
    Object.freeze({ column: columnNamed(name, scope), direction }),
  );
  return Object.freeze({
    text,
    dataset,
    // A row as JSON cannot hold one name twice: the first mention counts.
    columns: Object.freeze([...new Set(columns)]),
    conditions: Object.freeze(conditions),
    order: Object.freeze(order),
    distinct: tree.distinct,
    grouped: isGrouped(tree, scope),
    limit: tree.limit,
    timespan: tree.timespan?.range ?? defaultTimespan(dataset),
  });
}

/** Six months, says the page; a dataset without a time axis has nothing to limit. */
function defaultTimespan(dataset: Dataset): Timespan {
  return dataset.dateColumn === null ? 'LIFETIME' : 'LAST_6_MONTHS';
}

function columnNamed(name: Name, scope: Scope): DatasetColumn {
  const column = scope.find(name);
  if (column === null) throw new Error(`${name.text} has passed the checks without being known`);
  return column;
}
