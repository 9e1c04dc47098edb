import { redactSecrets } from '../logging/redact-secrets.ts';
import { cutBody, ExchangeBatch, type Exchanged } from './exchange-batch.ts';

/** An exchange, fit to be shown. */
export interface JournalEntry extends Exchanged {
  /** 1 for the first of the sandbox. */
  readonly number: number;
}

export const KEPT_REQUESTS = 1000;
/** How many are made a batch of: written one by one they take twice the time. */
const BATCH = 16;
const MOST_BATCHES = Math.ceil(KEPT_REQUESTS / BATCH);

/** Whom the journal tells what it gets. */
export interface JournalWatcher {
  onEntry(entry: Pick<JournalEntry, 'number' | 'method' | 'target' | 'operation' | 'status'>): void;
  onClear(): void;
}

/** The last requests to a sandbox. Most are never looked at and every request pays for this, so they are kept nearly as they came. */
export class Journal {
  /** Oldest first. */
  #batches: ExchangeBatch[] = [];
  /** Those after them, fewer than a batch. */
  #loose: Exchanged[] = [];
  #lastNumber = 0;
  #watcher: JournalWatcher | null = null;

  watch(watcher: JournalWatcher): void {
    this.#watcher = watcher;
  }

  record(exchanged: Exchanged): void {
    this.#lastNumber++;
    this.#loose.push(withoutExcess(exchanged));
    if (this.#loose.length === BATCH) this.#makeBatch();
    this.#watcher?.onEntry({ ...exchanged, number: this.#lastNumber });
  }

  /** Oldest first, without secrets. */
  *entries(wanted: (entry: JournalEntry) => boolean = () => true): Generator<JournalEntry> {
    const last = this.#lastNumber;
    // They follow one another without a gap, so that none needs to keep its number.
    let number = last - this.#batches.length * BATCH - this.#loose.length;
    for (const exchanged of this.#exchanged()) {
      const entry = { ...exchanged, number: ++number };
      if (number > last - KEPT_REQUESTS && wanted(entry)) yield withoutSecrets(entry);
    }
  }

  /** Numbers go on: one that was seen never comes again. */
  clear(): void {
    this.#batches = [];
    this.#loose = [];
    this.#watcher?.onClear();
  }

  #makeBatch(): void {
    const oldest = this.#batches.length === MOST_BATCHES ? this.#batches.shift() : undefined;
    const batch = oldest ?? new ExchangeBatch(BATCH);
    batch.write(this.#loose);
    this.#batches.push(batch);
    this.#loose = [];
  }

  *#exchanged(): Generator<Exchanged> {
    for (const batch of this.#batches) yield* batch;
    yield* this.#loose;
  }
}

function withoutExcess(exchanged: Exchanged): Exchanged {
  const requestBody = cutBody(exchanged.requestBody);
  const responseBody = cutBody(exchanged.responseBody);
  return requestBody === exchanged.requestBody && responseBody === exchanged.responseBody
    ? exchanged
    : { ...exchanged, requestBody, responseBody };
}

function withoutSecrets(entry: JournalEntry): JournalEntry {
  const { target, requestBody, responseBody } = entry;
  return {
    ...entry,
    target: redactSecrets(target),
    requestBody: requestBody === null ? null : redactSecrets(requestBody),
    responseBody: responseBody === null ? null : redactSecrets(responseBody),
  };
}
