import { redactSecrets } from '../logging/redact-secrets.ts';
import { ByteQueue } from '../primitives/byte-queue.ts';
import {
  mostBytesOf,
  readExchange,
  readExchangeHead,
  writeExchange,
  type Exchanged,
  type ExchangeHead,
} from './exchange-record.ts';

/** An exchange, fit to be shown. */
export interface JournalEntry extends Exchanged {
  /** 1 for the first of the sandbox. */
  readonly number: number;
}

export const KEPT_REQUESTS = 1000;

/** Whom the journal tells what it gets. */
export interface JournalWatcher {
  onEntry(entry: Pick<JournalEntry, 'number' | 'method' | 'target' | 'operation' | 'status'>): void;
  onClear(): void;
}

/** The last requests to a sandbox. Most are never looked at and every request pays for this, so they are kept nearly as they came. */
export class Journal {
  readonly #kept = new ByteQueue();
  #lastNumber = 0;
  #watcher: JournalWatcher | null = null;

  watch(watcher: JournalWatcher): void {
    this.#watcher = watcher;
  }

  record(exchanged: Exchanged): void {
    this.#lastNumber++;
    if (this.#kept.size === KEPT_REQUESTS) this.#kept.shift();
    this.#kept.push(mostBytesOf(exchanged), (bytes, at) => writeExchange(exchanged, bytes, at));
    this.#watcher?.onEntry({ ...exchanged, number: this.#lastNumber });
  }

  /** Oldest first, without secrets. */
  *entries(wanted: (entry: Filterable) => boolean = () => true): Generator<JournalEntry> {
    // They follow one another without a gap, so that none needs to keep its number.
    let number = this.#lastNumber - this.#kept.size;
    for (const record of this.#kept) {
      number++;
      if (wanted({ number, ...readExchangeHead(record) })) yield withoutSecrets(readExchange(record), number);
    }
  }

  /** Numbers go on: one that was seen never comes again. */
  clear(): void {
    this.#kept.clear();
    this.#watcher?.onClear();
  }
}

interface Filterable extends ExchangeHead {
  readonly number: number;
}

function withoutSecrets(exchanged: Exchanged, number: number): JournalEntry {
  const { target, requestBody, responseBody } = exchanged;
  return {
    ...exchanged,
    number,
    target: redactSecrets(target),
    requestBody: requestBody === null ? null : redactSecrets(requestBody),
    responseBody: responseBody === null ? null : redactSecrets(responseBody),
  };
}
