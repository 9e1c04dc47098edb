import { DEFAULT_SANDBOX, type Sandboxes } from '../sandbox/sandboxes.ts';
import type { Exchange } from './exchange.ts';

/** Writes an exchange into its sandbox's journal. One that matched no route makes no sandbox, but for the default one. */
export function keepInJournal(
  { request, response, noted, correlationId }: Exchange,
  sandboxes: Sandboxes,
  sandboxName: string,
  startedMs: number,
): void {
  if (noted.hidden || sandboxes.stopped) return;
  const isDefault = sandboxName === DEFAULT_SANDBOX;
  const sandbox = isDefault ? sandboxes.find(sandboxName) : sandboxes.existing(sandboxName);
  sandbox?.journal.record({
    at: sandbox.clock.now(),
    method: request.method ?? '',
    target: request.url ?? '',
    operation: noted.operation,
    status: response.headersSent ? response.statusCode : null,
    ms: Math.round((performance.now() - startedMs) * 10) / 10,
    requestBody: noted.requestBody,
    responseBody: noted.responseBody,
    hint: noted.hint,
    correlationId,
  });
}
