import { ApiError } from '../../errors/api-errors.ts';
import { AAD_ERRORS, AadError, refuseToken, type AadErrorRow } from '../../identity/aad-errors.ts';
import { describeAadError } from '../../identity/describe-aad-error.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';
import { describeRefusal } from '../envelope.ts';
import type { Exchange } from '../exchange.ts';
import { PAGES } from './all-endpoints.ts';
import { correlationOf } from './client-request-id.ts';
import { errorPage } from './message-page.ts';
import { pageAnswer } from './page-answer.ts';
import { sendEndpointAnswer } from './send-endpoint-answer.ts';
import { timeIn } from './time-in.ts';

interface Where {
  readonly sandboxes: Sandboxes;
  readonly sandboxName: string;
}

/** A refusal in the form of the service. */
export function sendAadError(exchange: Exchange, error: unknown, where: Where): void {
  sendRow(exchange, rowOf(error, exchange.correlationId), where);
}

/** A fault that was asked for. */
export function sendAadFault(exchange: Exchange, { status, message, headers }: AadFault, where: Where): void {
  const rule = status === 429 ? 'bound.reached' : status >= 500 ? 'server.unexpected' : 'request.invalid';
  const { row } = refuseToken(rule, { detail: 'a fault was asked for' });
  sendRow(exchange, { ...row, status, text: message ?? row.text }, where, headers);
}

export interface AadFault {
  readonly status: number;
  /** Null: that of the service. */
  readonly message: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

function sendRow(
  exchange: Exchange,
  row: AadErrorRow,
  { sandboxes, sandboxName }: Where,
  headers: AadFault['headers'] = {},
): void {
  const json = describeAadError(row, {
    now: timeIn(sandboxes, sandboxName),
    traceId: exchange.requestId,
    correlationId: correlationOf(exchange),
  });
  const answer = PAGES.has(exchange.noted.operation ?? '')
    ? pageAnswer(errorPage(json.error_description))
    : { json };
  sendEndpointAnswer(exchange, { ...answer, status: row.status, headers: { ...answer.headers, ...headers } });
}

/** The refusals that all sides share (a sandbox's name, a bound) keep their status. */
function rowOf(error: unknown, correlationId: string): AadErrorRow {
  if (error instanceof AadError) return error.row;
  if (!(error instanceof ApiError)) return AAD_ERRORS['server.unexpected'];
  const { status, message } = describeRefusal(error, null, correlationId);
  return {
    ...refuseToken(status === 429 ? 'bound.reached' : 'request.invalid', { detail: message }).row,
    status,
  };
}
