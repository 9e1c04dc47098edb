const FIRST_PAGE = 4 * 1024;
const MOST_A_PAGE = 64 * 1024;
/** What UTF-8 needs at most for a unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;

interface Page {
  readonly bytes: Buffer;
  /** How many entries lie on it. */
  entries: number;
}

/** Some texts that were put away together. */
export interface Shelved {
  readonly page: Page;
  readonly from: number;
  /** In bytes; null for what was null. */
  readonly lengths: readonly (number | null)[];
}

/**
 * Puts texts away as bytes, many to a page: what lies on a page is neither looked at nor moved by the collector of garbage, and a page
 * with nothing left on it is written on again.
 */
export class TextShelf {
  #page: Page = { bytes: Buffer.alloc(0), entries: 0 };
  #used = 0;
  #spare: Page | null = null;

  /** Half a surrogate pair becomes U+FFFD. */
  put(texts: readonly (string | null)[]): Shelved {
    let room = 0;
    for (const text of texts) room += (text?.length ?? 0) * MOST_BYTES_A_UNIT;
    if (this.#page.bytes.length - this.#used < room) this.#turn(room);
    const page = this.#page;
    const from = this.#used;
    page.entries++;
    const lengths = texts.map((text) => {
      if (text === null) return null;
      const length = page.bytes.write(text, this.#used);
      this.#used += length;
      return length;
    });
    return { page, from, lengths };
  }

  /** Makes room for others; the texts are not to be read any more. */
  discard({ page }: Shelved): void {
    page.entries--;
    if (page.entries === 0 && page !== this.#page && page.bytes.length === MOST_A_PAGE) this.#spare = page;
  }

  #turn(room: number): void {
    this.#used = 0;
    if (this.#spare !== null && room <= MOST_A_PAGE) {
      this.#page = this.#spare;
      this.#spare = null;
      return;
    }
    // Pages grow, as most shelves never get more than a few texts.
    const size = Math.min(Math.max(this.#page.bytes.length * 2, FIRST_PAGE), MOST_A_PAGE);
    this.#page = { bytes: Buffer.allocUnsafeSlow(Math.max(size, room)), entries: 0 };
  }
}

export function textsOnShelf({ page, from, lengths }: Shelved): (string | null)[] {
  let at = from;
  return lengths.map((length) => (length === null ? null : page.bytes.toString('utf8', at, (at += length))));
}
