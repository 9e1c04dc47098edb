import { DAY } from '../primitives/instant.ts';
import type { CompletedExecution } from './execution.ts';

/** The service answers with the executions of the last 90 days; older ones are gone. */
export const KEPT_MS = 90 * DAY;

/** Goes by the due moment. Executions that have not completed are always kept. */
export function isRetained(execution: CompletedExecution, now: number): boolean {
  return execution.dueAt >= now - KEPT_MS;
}
