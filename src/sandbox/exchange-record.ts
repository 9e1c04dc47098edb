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

/** In bytes of UTF-8, of each body; what is longer is cut. */
const LONGEST_BODY = 16 * 1024;
/** What UTF-8 needs at most for a unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;
/** Time, duration, status, and the lengths of seven texts. */
const FIXED_BYTES = 8 + 8 + 2 + 7 * 4;
/** In the place of a length: null. */
const NULL = 0xffffffff;
/** Up to here it takes less time to write a text by the letter than to have it written. */
const SHORT = 40;

/** What an exchange is chosen by. */
export type ExchangeHead = Pick<Exchanged, 'at' | 'status' | 'method' | 'operation'>;

/** How many bytes {@link writeExchange} takes at most. */
export function mostBytesOf(exchanged: Exchanged): number {
  const { method, target, operation, hint, correlationId, requestBody, responseBody } = exchanged;
  const units = method.length + target.length + lengthOf(operation) + lengthOf(hint) + correlationId.length;
  return FIXED_BYTES + units * MOST_BYTES_A_UNIT + mostOfBody(requestBody) + mostOfBody(responseBody);
}

/** The answer is where it ends. Half a surrogate pair becomes U+FFFD. */
export function writeExchange(exchanged: Exchanged, bytes: Buffer, from: number): number {
  let at = bytes.writeDoubleLE(exchanged.at, from);
  at = bytes.writeUInt16LE(exchanged.status ?? 0, at);
  at = writeText(exchanged.method, bytes, at);
  at = writeText(exchanged.operation, bytes, at);
  at = bytes.writeDoubleLE(exchanged.ms, at);
  at = writeText(exchanged.target, bytes, at);
  at = writeText(exchanged.hint, bytes, at);
  at = writeText(exchanged.correlationId, bytes, at);
  at = writeText(exchanged.requestBody, bytes, at, LONGEST_BODY);
  return writeText(exchanged.responseBody, bytes, at, LONGEST_BODY);
}

export function readExchangeHead(record: Buffer): ExchangeHead {
  return readHead(new Reading(record));
}

export function readExchange(record: Buffer): Exchanged {
  const reading = new Reading(record);
  return {
    ...readHead(reading),
    ms: reading.double(),
    target: reading.text() ?? '',
    hint: reading.text(),
    correlationId: reading.text() ?? '',
    requestBody: reading.text(),
    responseBody: reading.text(),
  };
}

function readHead(reading: Reading): ExchangeHead {
  return {
    at: reading.double(),
    status: reading.uint16() || null,
    method: reading.text() ?? '',
    operation: reading.text(),
  };
}

function lengthOf(text: string | null): number {
  return text === null ? 0 : text.length;
}

function mostOfBody(text: string | null): number {
  return Math.min(lengthOf(text) * MOST_BYTES_A_UNIT, LONGEST_BODY);
}

/** A character goes whole or not at all. */
function writeText(text: string | null, bytes: Buffer, at: number, mostBytes = Infinity): number {
  if (text === null) return bytes.writeUInt32LE(NULL, at);
  const from = at + 4;
  const written =
    text.length <= SHORT && writeLetters(text, bytes, from)
      ? text.length
      : bytes.write(text, from, Math.min(mostBytes, text.length * MOST_BYTES_A_UNIT));
  bytes.writeUInt32LE(written, at);
  return from + written;
}

/** False for one that is not ASCII throughout. */
function writeLetters(text: string, bytes: Buffer, from: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return false;
    bytes[from + i] = unit;
  }
  return true;
}

/** Reads one after another what stands in a record. */
class Reading {
  readonly #record: Buffer;
  #at = 0;

  constructor(record: Buffer) {
    this.#record = record;
  }

  double(): number {
    this.#at += 8;
    return this.#record.readDoubleLE(this.#at - 8);
  }

  uint16(): number {
    this.#at += 2;
    return this.#record.readUInt16LE(this.#at - 2);
  }

  text(): string | null {
    const length = this.#record.readUInt32LE(this.#at);
    this.#at += 4;
    if (length === NULL) return null;
    this.#at += length;
    return this.#record.toString('utf8', this.#at - length, this.#at);
  }
}
