import { formatInstant } from '../../primitives/instant.ts';
import type { Query } from '../../sandbox/record-store.ts';
import type { SystemQuery } from '../../surfaces/surface.ts';
import type { components } from '../../generated/api-types.ts';

type WireQuery = components['schemas']['Query'];

export function presentQuery(query: Query): WireQuery {
  return {
    queryId: query.queryId,
    name: query.name,
    description: query.description,
    query: query.query,
    type: 'userDefined',
    user: query.user,
    createdTime: formatInstant(query.createdAt),
  };
}

/** User and time of a system query are undocumented. */
export function presentSystemQuery(query: SystemQuery): WireQuery {
  return {
    queryId: query.queryId,
    name: query.name,
    description: query.description,
    query: query.query,
    type: 'system',
    user: 'System',
    createdTime: '2021-01-01T00:00:00Z',
  };
}
