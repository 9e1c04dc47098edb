import { redactSecrets } from '../logging/redact-secrets.ts';
import { Ring } from '../primitives/ring.ts';
import { textsOnShelf, TextShelf, type Shelved } from '../primitives/text-shelf.ts';

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
/** In bytes of UTF-8. */
const LONGEST_BODY = 16 * 1024;

/** Whom the journal tells what it gets. */
export interface JournalWatcher {
  onEntry(entry: Pick<JournalEntry, 'number' | 'method' | 'target' | 'operation' | 'status'>): void;
  onClear(): void;
}

/** The last requests to a sandbox. They are kept nearly as they came: most are never looked at, and every request pays for this. */
export class Journal {
  readonly #ring = new Ring<Kept>(KEPT_REQUESTS);
  #shelf = new TextShelf();
  #lastNumber = 0;
  #watcher: JournalWatcher | null = null;

  watch(watcher: JournalWatcher): void {
    this.#watcher = watcher;
  }

  record(exchanged: Exchanged): void {
    this.#lastNumber++;
    const forgotten = this.#ring.push(putAway(exchanged, this.#shelf));
    if (forgotten !== undefined) this.#shelf.discard(forgotten.texts);
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
    this.#shelf = new TextShelf();
    this.#watcher?.onClear();
  }
}

type Filterable = 'number' | 'at' | 'method' | 'operation' | 'status';

interface Kept extends Pick<Exchanged, 'at' | 'method' | 'operation' | 'status' | 'ms' | 'hint'> {
  /** Target, correlation ID and bodies: the less there is to hold, the less the collector of garbage has to do. */
  readonly texts: Shelved;
}

function putAway(exchanged: Exchanged, shelf: TextShelf): Kept {
  const { at, method, target, operation, status, ms, hint, correlationId } = exchanged;
  const bodies = [shortened(exchanged.requestBody), shortened(exchanged.responseBody)];
  return { at, method, operation, status, ms, hint, texts: shelf.put([target, correlationId, ...bodies]) };
}

/** As much of a body as is kept; a character goes whole or not at all. */
function shortened(body: string | null): string | null {
  if (body === null || body.length <= LONGEST_BODY / 3) return body;
  const { read } = new TextEncoder().encodeInto(body, new Uint8Array(LONGEST_BODY));
  return body.slice(0, read);
}

function readable({ at, method, operation, status, ms, hint, texts }: Kept, number: number): JournalEntry {
  const [target = null, correlationId, requestBody = null, responseBody = null] = textsOnShelf(texts);
  return {
    number,
    at,
    method,
    target: redacted(target) ?? '',
    operation,
    status,
    ms,
    requestBody: redacted(requestBody),
    responseBody: redacted(responseBody),
    hint,
    correlationId: correlationId ?? '',
  };
}

function redacted(text: string | null): string | null {
  return text === null ? null : redactSecrets(text);
}
