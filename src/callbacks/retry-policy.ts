/** How often a callback that failed is tried again, on the sandbox's clock. */
export interface RetryPolicy {
  /** The waits between attempts; one attempt more than there are waits. */
  readonly delaysMs: readonly number[];
}

/** The wait before the next attempt, after so many that failed; null when that was the last. */
export function delayAfter(policy: RetryPolicy, attemptsMade: number): number | null {
  return policy.delaysMs[attemptsMade - 1] ?? null;
}
