/**
 * The query room's door: what the rest of the house may call.
 */
export { bindQuery, type BoundCondition, type BoundQuery, type BoundSortKey } from './bind-query.ts';
export { formatCell, jsonCell } from './cells.ts';
export type { DatasetFinder } from './checks/dataset-exists.ts';
export { QueryError } from './query-error.ts';
export {
  rangeFor,
  runQuery,
  runQueryInParts,
  type QueryResult,
  type ResultColumn,
  type RunOptions,
} from './run/run-query.ts';
export type { DatasetColumn } from './scope.ts';
export { MAX_QUERY_LENGTH, parseQuery } from './syntax/parse-query.ts';
export { tokenLength } from './syntax/token-length.ts';
export { OPERATORS } from './syntax/query-tree.ts';
export { RESERVED_WORDS as KEYWORDS } from './syntax/reserved.ts';
export type { Place, QueryTree } from './syntax/query-tree.ts';
export { rangeOf, rangeOfWindow, type QueryWindow } from './timespan.ts';
