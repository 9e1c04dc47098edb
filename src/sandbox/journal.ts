import { redactSecrets } from '../logging/redact-secrets.ts';
import { Ring } from '../primitives/ring.ts';
import { textOnShelf, TextShelf, type ShelvedText } from '../primitives/text-shelf.ts';

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
const MOST_BYTES_A_UNIT = 3;

/** Whom the journal tells what it gets. */
export interface JournalWatcher {
  onEntry(entry: Pick<JournalEntry, 'number' | 'method' | 'target' | 'operation' | 'status'>): void;
  onClear(): void;
}

/** The last requests to a sandbox. They are kept nearly as they came: most are never looked at, and every request pays for this. */
export class Journal {
  readonly #ring = new Ring<Kept>(KEPT_REQUESTS);
  readonly #shelf = new TextShelf();
  #lastNumber = 0;
  #watcher: JournalWatcher | null = null;

  watch(watcher: JournalWatcher): void {
    this.#watcher = watcher;
  }

  record(exchanged: Exchanged): void {
    this.#lastNumber++;
    this.#ring.push(putAway(exchanged, this.#shelf));
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

type Filterable = 'number' | 'at' | 'method' | 'operation' | 'status';

interface Kept extends Pick<Exchanged, 'at' | 'method' | 'operation' | 'status' | 'ms' | 'hint'> {
  /** Target, bodies and correlation ID behind one another: the less there is to hold, the less the collector of garbage has to do. */
  readonly texts: ShelvedText;
  readonly targetLength: number;
  readonly requestLength: number | null;
  readonly responseLength: number | null;
}

function putAway(exchanged: Exchanged, shelf: TextShelf): Kept {
  const { at, method, target, operation, status, ms, hint, correlationId } = exchanged;
  const requestBody = shortened(exchanged.requestBody);
  const responseBody = shortened(exchanged.responseBody);
  return {
    at,
    method,
    operation,
    status,
    ms,
    hint,
    texts: shelf.put(target + (requestBody ?? '') + (responseBody ?? '') + correlationId),
    targetLength: target.length,
    requestLength: requestBody?.length ?? null,
    responseLength: responseBody?.length ?? null,
  };
}

/** As much of a body as is kept; a character goes whole or not at all. */
function shortened(body: string | null): string | null {
  if (body === null || body.length <= LONGEST_BODY / MOST_BYTES_A_UNIT) return body;
  const { read } = new TextEncoder().encodeInto(body, new Uint8Array(LONGEST_BODY));
  return body.slice(0, read);
}

function readable(kept: Kept, number: number): JournalEntry {
  const { at, method, operation, status, ms, hint, targetLength, requestLength, responseLength } = kept;
  const texts = textOnShelf(kept.texts);
  const requestEnd = targetLength + (requestLength ?? 0);
  const responseEnd = requestEnd + (responseLength ?? 0);
  return {
    number,
    at,
    method,
    target: redactSecrets(texts.slice(0, targetLength)),
    operation,
    status,
    ms,
    requestBody: requestLength === null ? null : redactSecrets(texts.slice(targetLength, requestEnd)),
    responseBody: responseLength === null ? null : redactSecrets(texts.slice(requestEnd, responseEnd)),
    hint,
    correlationId: texts.slice(responseEnd),
  };
}
