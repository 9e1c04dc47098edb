const FIRST_PAGE = 4 * 1024;
const MOST_A_PAGE = 64 * 1024;
/** A record is preceded by its length. */
const LENGTH_BYTES = 4;

/** Records lie on it from `from` to `end`, in the order in which they came. */
interface Page {
  readonly bytes: Buffer;
  from: number;
  end: number;
}

/**
 * Records as bytes, first in, first out, many to a page: what lies there is neither looked at nor moved by the collector of garbage, and a
 * page with nothing left on it is written on again.
 */
export class ByteQueue {
  /** Oldest first. */
  #pages: Page[] = [];
  #spare: Page | null = null;
  #size = 0;

  /** How many records it holds. */
  get size(): number {
    return this.#size;
  }

  /** Puts a record of at most so many bytes last: `write` writes it from `at` on, and answers where it ends. */
  push(atMost: number, write: (bytes: Buffer, at: number) => number): void {
    const page = this.#pageWithRoom(LENGTH_BYTES + atMost);
    const end = write(page.bytes, page.end + LENGTH_BYTES);
    page.bytes.writeUInt32LE(end - page.end - LENGTH_BYTES, page.end);
    page.end = end;
    this.#size++;
  }

  /** Drops the oldest record, if there is one. */
  shift(): void {
    const [page] = this.#pages;
    if (page === undefined) return;
    this.#size--;
    page.from += LENGTH_BYTES + page.bytes.readUInt32LE(page.from);
    if (page.from < page.end) return;
    this.#pages.shift();
    if (page.bytes.length !== MOST_A_PAGE) return;
    page.from = page.end = 0;
    this.#spare = page;
  }

  clear(): void {
    this.#pages = [];
    this.#spare = null;
    this.#size = 0;
  }

  /** Oldest first; each is good to read until the queue changes. */
  *[Symbol.iterator](): Generator<Buffer> {
    for (const { bytes, from, end } of this.#pages) {
      for (let at = from; at < end;) {
        const record = at + LENGTH_BYTES;
        at = record + bytes.readUInt32LE(at);
        yield bytes.subarray(record, at);
      }
    }
  }

  #pageWithRoom(needed: number): Page {
    const last = this.#pages.at(-1);
    if (last !== undefined && last.bytes.length - last.end >= needed) return last;
    const page = this.#takeSpare(needed) ?? makePage(needed, last?.bytes.length ?? 0);
    this.#pages.push(page);
    return page;
  }

  #takeSpare(needed: number): Page | null {
    const spare = needed <= MOST_A_PAGE ? this.#spare : null;
    if (spare !== null) this.#spare = null;
    return spare;
  }
}

/** Pages grow, as most queues never get more than a few records. */
function makePage(needed: number, lastBytes: number): Page {
  const size = Math.min(Math.max(lastBytes * 2, FIRST_PAGE), MOST_A_PAGE);
  return { bytes: Buffer.allocUnsafeSlow(Math.max(size, needed)), from: 0, end: 0 };
}
