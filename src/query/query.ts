/**
 * The query room's door: what the rest of the house may call.
 */
export { bindQuery, type BoundQuery } from './bind-query.ts';
export { parseQuery } from './syntax/parse-query.ts';
export { printQuery } from './syntax/print-query.ts';
export { QueryError } from './query-error.ts';
export { runQuery, type QueryResult, type ResultColumn, type RunOptions } from './run/run-query.ts';
