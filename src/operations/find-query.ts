import { refuse } from '../errors/api-errors.ts';
import type { OperationContext } from './operation.ts';

/** The text of a user-defined or system query. @throws ApiError `query.id` for an id that is neither's. */
export function findQueryText(queryId: string, { sandbox, surface }: OperationContext): string {
  const id = queryId.toLowerCase();
  const found = sandbox.records.query(surface.name, id) ?? surface.systemQueries.find(id);
  if (found === null) throw refuse('query.id', `no query has the id '${queryId.slice(0, 100)}'`);
  return found.query;
}
