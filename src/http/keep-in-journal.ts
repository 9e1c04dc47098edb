import { DEFAULT_SANDBOX, type Sandboxes } from '../sandbox/sandboxes.ts';
import { takenMs, type Exchange } from './exchange.ts';

/** Writes an exchange into its sandbox's journal. One that matched no route makes no sandbox, but for the default one. */
export function keepInJournal(exchange: Exchange, sandboxes: Sandboxes, sandboxName: string): void {
  const { request, response, noted, correlationId } = exchange;
  if (noted.hidden || sandboxes.stopped) return;
  const isDefault = sandboxName === DEFAULT_SANDBOX;
  const sandbox = isDefault ? sandboxes.find(sandboxName) : sandboxes.existing(sandboxName);
  sandbox?.journal.record({
    at: sandbox.clock.now(),
    method: request.method ?? '',
    target: request.url ?? '',
    operation: noted.operation,
    status: response.headersSent ? response.statusCode : null,
    ms: takenMs(exchange),
    requestBody: noted.requestBody,
    responseBody: noted.responseBody,
    hint: noted.hint,
    correlationId,
  });
}
