import { operationInputs } from '../generated/request-inputs.ts';
import { requireRole } from '../identity/access.ts';
import { bindQuery } from '../query/query.ts';
import { requireRoomForQuery } from './bounds.ts';
import { readBodyInput } from './input/read-input.ts';
import type { Operation } from './operation.ts';
import { presentQuery } from './present/present-query.ts';

export const createReportQuery: Operation = ({ body }, { sandbox, surface, caller }) => {
  const input = readBodyInput(operationInputs.CreateReportQuery.body, body);
  bindQuery(input.Query, surface.datasets);
  requireRole(caller);
  requireRoomForQuery(sandbox, surface);
  const number = sandbox.records.nextQueryNumber;
  const query = {
    queryId: sandbox.identifiers.query(number),
    number,
    surface: surface.name,
    name: input.Name,
    description: input.Description ?? null,
    query: input.Query,
    user: caller.user,
    createdAt: sandbox.clock.now(),
  };
  sandbox.records.addQuery(query);
  return { value: [presentQuery(query)], message: 'Query created successfully' };
};
