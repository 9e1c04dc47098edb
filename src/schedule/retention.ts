import { DAY } from '../primitives/instant.ts';
import type { Fifo } from '../primitives/fifo.ts';
import type { CompletedExecution } from './execution.ts';

/** The service answers with the executions of the last 90 days; older ones are gone. */
export const KEPT_MS = 90 * DAY;

/** Goes by the due moment. Executions that have not completed are always kept. */
export function isRetained(execution: CompletedExecution, now: number): boolean {
  return execution.dueAt >= now - KEPT_MS;
}

/**
 * Lets go of what nobody can see any more; by and large executions complete in the order in which they were due.
 * The answer is how many went.
 */
export function dropExpired(completed: Fifo<CompletedExecution>, now: number): number {
  const before = completed.size;
  for (let oldest = completed.first(); oldest && !isRetained(oldest, now); oldest = completed.first()) {
    completed.shift();
  }
  return before - completed.size;
}
