import { refuse } from '../errors/api-errors.ts';
import { operationInputs } from '../generated/request-inputs.ts';
import { requireRole } from '../identity/access.ts';
import { readQueryInput } from './input/read-input.ts';
import type { Operation } from './operation.ts';
import { presentQuery, presentSystemQuery } from './present/present-query.ts';

/** System queries first, then by creation. What to include is not a filter: an empty list is then no 404. */
export const getReportQueries: Operation = ({ search }, { sandbox, surface, caller }) => {
  const input = readQueryInput(operationInputs.GetReportQueries.query, search);
  const onlySystem = input.includeOnlySystemQueries ?? false;
  const withSystem = onlySystem || (input.includeSystemQueries ?? true);
  const id = input.queryId?.toLowerCase();
  const name = input.queryName?.toLowerCase();
  const matches = (query: { readonly queryId: string; readonly name: string }): boolean =>
    (id === undefined || query.queryId === id) && (name === undefined || query.name.toLowerCase() === name);

  const system = withSystem ? surface.systemQueries.all().filter(matches) : [];
  const own = onlySystem ? [] : [...sandbox.records.queries(surface.name)].filter(matches);
  const isFiltered = id !== undefined || name !== undefined;
  if (isFiltered && system.length + own.length === 0) throw refuse('list.no-match');
  requireRole(caller);
  return { value: [...system.map(presentSystemQuery), ...own.map(presentQuery)], message: null };
};
