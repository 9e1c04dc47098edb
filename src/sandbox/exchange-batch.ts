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

/** In bytes of UTF-8; what is longer is cut. */
const LONGEST_BODY = 16 * 1024;
/** What UTF-8 needs at most for a unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;
const MOST_BYTES_A_CHARACTER = 4;
/** Time, duration, status, and the lengths of four texts, in units of UTF-16. */
const NUMBERS = 7;
/** In the place of a length: null. */
const NULL = -1;
/** Method, operation, hint. */
const WORDS = 3;
/** How much longer than needed memory may be that is written on again. */
const MOST_SPARE = 4;

/**
 * So many exchanges one after another, in memory that the collector of garbage has nothing to do with: what each request leaves to it
 * costs that request more than this.
 */
export class ExchangeBatch {
  readonly #numbers: Float64Array;
  /** Nearly always one of a few, which there are anyhow. */
  readonly #words: (string | null)[];
  /** All other texts as one: each that is written has its price. */
  #text = Buffer.alloc(0);
  #textBytes = 0;

  constructor(size: number) {
    this.#numbers = new Float64Array(size * NUMBERS);
    this.#words = new Array<string | null>(size * WORDS).fill(null);
  }

  /** Puts others in the place of what it held: as many as its size. Half a surrogate pair becomes U+FFFD. */
  write(exchanges: readonly Exchanged[]): void {
    let text = '';
    let number = 0;
    let word = 0;
    for (const exchanged of exchanges) {
      const { target, correlationId, requestBody, responseBody } = exchanged;
      this.#words[word++] = exchanged.method;
      this.#words[word++] = exchanged.operation;
      this.#words[word++] = exchanged.hint;
      this.#numbers[number++] = exchanged.at;
      this.#numbers[number++] = exchanged.ms;
      this.#numbers[number++] = exchanged.status ?? 0;
      this.#numbers[number++] = target.length;
      this.#numbers[number++] = correlationId.length;
      this.#numbers[number++] = requestBody?.length ?? NULL;
      this.#numbers[number++] = responseBody?.length ?? NULL;
      text += target;
      text += correlationId;
      if (requestBody !== null) text += requestBody;
      if (responseBody !== null) text += responseBody;
    }
    this.#writeText(text);
  }

  *[Symbol.iterator](): Generator<Exchanged> {
    const text = this.#text.toString('utf8', 0, this.#textBytes);
    let number = 0;
    let from = 0;
    const nextNumber = (): number => this.#numbers[number++] ?? 0;
    const nextText = (): string | null => {
      const length = nextNumber();
      if (length === NULL) return null;
      from += length;
      return text.slice(from - length, from);
    };
    for (let word = 0; word < this.#words.length; word += WORDS) {
      const [method, operation = null, hint = null] = this.#words.slice(word, word + WORDS);
      // In the order in which they were written.
      yield {
        method: method ?? '',
        operation,
        hint,
        at: nextNumber(),
        ms: nextNumber(),
        status: nextNumber() || null,
        target: nextText() ?? '',
        correlationId: nextText() ?? '',
        requestBody: nextText(),
        responseBody: nextText(),
      };
    }
  }

  #writeText(text: string): void {
    // Nearly all is ASCII, and to count its bytes takes as long as to write them.
    this.#makeRoom(text.length);
    this.#textBytes = this.#text.write(text);
    if (this.#textBytes + MOST_BYTES_A_CHARACTER <= this.#text.length) return;
    // There may be characters for which there was no room.
    this.#makeRoom(Buffer.byteLength(text));
    this.#textBytes = this.#text.write(text);
  }

  #makeRoom(bytes: number): void {
    const { length } = this.#text;
    if (length >= bytes && length <= bytes * MOST_SPARE) return;
    // Not one of many in the same memory: it stays for long. A little more, so that the next one fits as well.
    this.#text = Buffer.allocUnsafeSlow(Math.ceil(bytes * 1.25) + MOST_BYTES_A_CHARACTER);
  }
}

/** What is kept of a body: whole characters. */
export function cutBody(body: string | null): string | null {
  if (body === null || body.length * MOST_BYTES_A_UNIT <= LONGEST_BODY) return body;
  if (Buffer.byteLength(body) <= LONGEST_BODY) return body;
  const bytes = Buffer.allocUnsafe(LONGEST_BODY);
  return bytes.toString('utf8', 0, bytes.write(body));
}
