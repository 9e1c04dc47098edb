import type { Rule } from '../../errors/api-errors.ts';
import { QueryError } from '../query-error.ts';
import type { Scope } from '../scope.ts';
import type { Place, QueryTree } from '../syntax/query-tree.ts';

/** One thing that is wrong with a query. */
export interface Problem {
  readonly rule: Rule;
  readonly place: Place;
  /** Worked out only for the problems that are told: finding the nearest name takes a while. */
  readonly describe: () => string;
}

/** One rule of the language: the problems a query has with it. */
export type Check = (tree: QueryTree, scope: Scope) => readonly Problem[];

const MOST_TOLD = 10;

/** The error that tells all problems; the first in the text decides the rule. */
export function errorAbout(problems: readonly [Problem, ...Problem[]]): QueryError {
  const inOrder = problems.toSorted((a, b) => a.place.offset - b.place.offset);
  const first = inOrder[0] ?? problems[0];
  const told = inOrder.slice(0, MOST_TOLD).map((problem) => problem.describe());
  const untold = inOrder.length - told.length;
  const detail = untold > 0 ? [...told, `${untold} more`] : told;
  return new QueryError(first.rule, detail.join('; '), first.place);
}
