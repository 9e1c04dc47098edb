import { Ring } from '../primitives/ring.ts';

/** A request that the built-in receiver has taken. */
export interface Received {
  readonly method: string;
  /** What follows the inbox's own address, with its query string. */
  readonly path: string;
  readonly body: string | null;
}

export interface InboxEntry extends Received {
  /** 1 for the first of the sandbox. */
  readonly number: number;
  /** On the sandbox's clock. */
  readonly at: number;
  /** Null when the address does not tell. */
  readonly reportId: string | null;
}

const KEPT = 1000;
const LONGEST_TEXT = 16 * 1024;

/** Whom the inbox tells what comes in. */
export interface InboxWatcher {
  onEntry(): void;
  onClear(): void;
}

/** Receives callbacks for a sandbox, so that a demo needs no second server. */
export class Inbox {
  readonly #ring = new Ring<InboxEntry>(KEPT);
  #lastNumber = 0;
  #watcher: InboxWatcher | null = null;

  watch(watcher: InboxWatcher): void {
    this.#watcher = watcher;
  }

  receive({ method, path, body }: Received, at: number): InboxEntry {
    const entry: InboxEntry = {
      number: ++this.#lastNumber,
      at,
      method,
      path: cut(path),
      reportId: reportIdIn(path),
      body: body === null ? null : cut(body),
    };
    this.#ring.push(entry);
    this.#watcher?.onEntry();
    return entry;
  }

  /** Oldest first. */
  entries(): InboxEntry[] {
    return [...this.#ring];
  }

  /** Of the last entry there has been. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Puts back what another sandbox held, in its order. */
  restore(entries: readonly InboxEntry[], lastNumber: number): void {
    this.clear();
    for (const entry of entries) this.#ring.push(entry);
    this.#lastNumber = lastNumber;
  }

  clear(): void {
    this.#ring.clear();
    this.#watcher?.onClear();
  }
}

const REPORT_ID =
  /(?:\/|[?&]reportId=)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:$|[?&])/i;

/** A POST has the report's id at the end of the path, a GET in the query string. */
function reportIdIn(path: string): string | null {
  return REPORT_ID.exec(path)?.[1]?.toLowerCase() ?? null;
}

/** Copied, since a piece of a text keeps all of it. */
function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return Buffer.from(text.slice(0, LONGEST_TEXT)).toString('utf8');
}
