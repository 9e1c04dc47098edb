/** What one sandbox may hold at most. */
export const MOST_QUERIES = 100_000;
export const MOST_REPORTS = 100_000;
/** Kept at one time. */
export const MOST_EXECUTIONS = 1_000_000;

/** A state document, as JSON. */
export const MOST_STATE_BYTES = 256 * 1024 * 1024;
