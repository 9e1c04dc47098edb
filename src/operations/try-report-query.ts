import { refuse } from '../errors/api-errors.ts';
import { operationInputs } from '../generated/request-inputs.ts';
import { requireRole, seesRedacted } from '../identity/access.ts';
import { bindQuery, type QueryWindow } from '../query/query.ts';
import { findQueryText } from './find-query.ts';
import { readQueryInput } from './input/read-input.ts';
import { readTimestamp } from './input/read-timestamp.ts';
import type { Operation } from './operation.ts';

const MOST_ROWS = 100;

export const tryReportQuery: Operation = async ({ search }, context) => {
  const { sandbox, surface, caller } = context;
  const input = readQueryInput(operationInputs.TryReportQuery.query, search);
  requireOne(input.exportQuery, input.queryId);
  const window = readWindow(input.startTime, input.endTime);
  const text = input.exportQuery ?? findQueryText(input.queryId ?? '', context);
  bindQuery(text, surface.datasets);
  requireRole(caller);
  const value = await sandbox.queryRows({
    surface: surface.name,
    query: text,
    window,
    asOf: sandbox.clock.now(),
    redact: seesRedacted(caller),
    limit: MOST_ROWS,
  });
  return { value, message: null };
};

function requireOne(exportQuery: string | undefined, queryId: string | undefined): void {
  if (exportQuery === undefined && queryId === undefined) {
    throw refuse('value.missing', 'exportQuery or queryId must be given');
  }
  if (exportQuery !== undefined && queryId !== undefined) {
    throw refuse('query.choice', 'exportQuery and queryId exclude each other');
  }
}

function readWindow(start: string | undefined, end: string | undefined): QueryWindow | null {
  if (start === undefined && end === undefined) return null;
  const fromAt = start === undefined ? null : readMoment('startTime', start);
  const toAt = end === undefined ? null : readMoment('endTime', end);
  if (fromAt !== null && toAt !== null && toAt < fromAt) {
    throw refuse('query.window', 'endTime must not be before startTime');
  }
  return { fromAt, toAt };
}

/** Malformed is a 400 here; the documented 500 is for reports. */
function readMoment(name: string, text: string): number {
  return readTimestamp(text, 'query.window', `${name} must have the form yyyy-MM-ddTHH:mm:ssZ`);
}
