import type { JournalEntry } from '../../wire.ts';

/** Blank is no filter. */
export interface RequestFilter {
  readonly operation: string;
  readonly method: string;
  readonly status: string;
  /** Anywhere in the path or a body. */
  readonly text: string;
}

export const NO_FILTER: RequestFilter = { operation: '', method: '', status: '', text: '' };

/** Newest first. */
export function filterRequests(entries: readonly JournalEntry[], filter: RequestFilter): JournalEntry[] {
  const text = filter.text.trim().toLowerCase();
  return entries
    .filter(
      (entry) =>
        (filter.operation === '' || entry.operation === filter.operation) &&
        (filter.method === '' || entry.method === filter.method) &&
        (filter.status === '' || statusClass(entry.status) === filter.status) &&
        (text === '' || holds(entry, text)),
    )
    .toReversed();
}

/** `4xx`; `none` where the connection ended without an answer. */
export function statusClass(status: number | null): string {
  return status === null ? 'none' : `${String(status).slice(0, 1)}xx`;
}

function holds({ path, requestBody, responseBody, correlationId }: JournalEntry, text: string): boolean {
  return [path, requestBody, responseBody, correlationId].some(
    (part) => part?.toLowerCase().includes(text) === true,
  );
}
