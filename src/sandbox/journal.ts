import { redactSecrets } from '../logging/redact-secrets.ts';
import { Ring } from '../primitives/ring.ts';

/** A request and its answer, as they came and went. */
export interface Exchanged {
  /** On the sandbox's clock. */
  readonly at: number;
  readonly method: string;
  /** Path and query string as sent. */
  readonly target: string;
  /** Null when there is no operation for it. */
  readonly operation: string | null;
  /** Null when the connection ended without an answer. */
  readonly status: number | null;
  /** Real time. */
  readonly ms: number;
  readonly requestBody: string | null;
  readonly responseBody: string | null;
  /** What a refusal told a local user besides. */
  readonly hint: string | null;
  readonly correlationId: string;
}

/** The same, fit to be shown. */
export interface JournalEntry extends Exchanged {
  /** 1 for the first of the sandbox. */
  readonly number: number;
}

export const KEPT_REQUESTS = 1000;
const LONGEST_BODY = 16 * 1024;

/** Whom the journal tells what it gets. */
export interface JournalWatcher {
  onEntry(entry: Pick<JournalEntry, 'number' | 'method' | 'target' | 'operation' | 'status'>): void;
  onClear(): void;
}

/** The last requests to a sandbox. They are kept nearly as they came: most are never looked at, and every request pays for this. */
export class Journal {
  readonly #ring = new Ring<Kept>(KEPT_REQUESTS);
  #lastNumber = 0;
  #watcher: JournalWatcher | null = null;

  watch(watcher: JournalWatcher): void {
    this.#watcher = watcher;
  }

  record(exchanged: Exchanged): void {
    this.#lastNumber++;
    this.#ring.push(withShortBodies(exchanged));
    this.#watcher?.onEntry({ ...exchanged, number: this.#lastNumber });
  }

  /** Oldest first, without secrets. */
  *entries(wanted: (entry: Pick<JournalEntry, Filterable>) => boolean = () => true): Generator<JournalEntry> {
    // They follow one another without a gap, so that none needs to keep its number.
    let number = this.#lastNumber - this.#ring.size;
    for (const kept of this.#ring) {
      const { at, method, operation, status } = kept;
      if (wanted({ number: ++number, at, method, operation, status })) yield readable(kept, number);
    }
  }

  /** Numbers go on: one that was seen never comes again. */
  clear(): void {
    this.#ring.clear();
    this.#watcher?.onClear();
  }
}

interface Kept extends Omit<Exchanged, 'requestBody' | 'responseBody'> {
  readonly requestBody: string | Buffer | null;
  readonly responseBody: string | Buffer | null;
}

type Filterable = 'number' | 'at' | 'method' | 'operation' | 'status';

function withShortBodies(exchanged: Exchanged): Kept {
  const requestBody = exchanged.requestBody && cutText(exchanged.requestBody);
  const responseBody = exchanged.responseBody && cutText(exchanged.responseBody);
  // Nearly always: then there is nothing to be made.
  if (requestBody === exchanged.requestBody && responseBody === exchanged.responseBody) return exchanged;
  return { ...exchanged, requestBody, responseBody };
}

/** As bytes when it is cut: a piece of a text would keep all of it. */
function cutText(text: string): string | Buffer {
  return text.length <= LONGEST_BODY / 3 || Buffer.byteLength(text) <= LONGEST_BODY
    ? text
    : Buffer.from(Buffer.from(text.slice(0, LONGEST_BODY)).subarray(0, LONGEST_BODY));
}

function readable(kept: Kept, number: number): JournalEntry {
  return {
    ...kept,
    number,
    target: redactSecrets(kept.target),
    requestBody: asText(kept.requestBody),
    responseBody: asText(kept.responseBody),
  };
}

/** A character that the cut went through is left out. */
function asText(body: string | Buffer | null): string | null {
  if (body === null) return null;
  return redactSecrets(typeof body === 'string' ? body : body.toString('utf8').replace(/\uFFFD$/, ''));
}
