import { refuse } from '../errors/api-errors.ts';
import { requireRole } from '../identity/access.ts';
import type { Operation } from './operation.ts';
import { presentQuery } from './present/present-query.ts';

/** Reports of a deleted query go on: each keeps the query's text. */
export const deleteReportQuery: Operation = ({ pathId }, { sandbox, surface, caller }) => {
  if (surface.systemQueries.find(pathId) !== null) {
    throw refuse('query.system', `${pathId} is a system query, which nobody can delete`);
  }
  const query = sandbox.records.query(surface.name, pathId);
  if (query === null) throw refuse('list.no-match');
  requireRole(caller);
  sandbox.records.removeQuery(query.queryId);
  return { value: [presentQuery(query)], message: 'Query deleted successfully' };
};
