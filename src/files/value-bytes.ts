/** Values as bytes; the value with the code c is the one at c + 1, as -1 stands for a blank. */
export interface EncodedValues {
  /** For each value, the word at which its bytes begin, and how many bytes they are. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** Bytes, four to a word in the machine's own order. */
  readonly words: Int32Array;
  /** Bytes of the longest value. */
  readonly widest: number;
}

/** Gathers values as UTF-8, one after another, each at the beginning of a word. No value is empty. */
export class ValueBytes {
  #starts = new Int32Array(16);
  #lengths = new Int32Array(16);
  #bytes = Buffer.from(new ArrayBuffer(1024));
  #end = 0;
  #widest = 0;

  /** Codes up to but not `count` may come. */
  makeRoomFor(count: number): void {
    if (count + 1 <= this.#starts.length) return;
    const size = Math.max(count + 1, this.#starts.length * 2);
    this.#starts = widened(this.#starts, size);
    this.#lengths = widened(this.#lengths, size);
  }

  knows(code: number): boolean {
    return (this.#lengths[code + 1] ?? 0) > 0;
  }

  add(code: number, value: string): void {
    const atMost = value.length * 3;
    if (this.#end + atMost > this.#bytes.length) this.#bytes = grown(this.#bytes, atMost);
    const length = this.#bytes.write(value, this.#end);
    this.#starts[code + 1] = this.#end / 4;
    this.#lengths[code + 1] = length;
    this.#widest = Math.max(this.#widest, length);
    this.#end += Math.ceil(length / 4) * 4;
  }

  encoded(): EncodedValues {
    return {
      starts: this.#starts,
      lengths: this.#lengths,
      words: new Int32Array(this.#bytes.buffer),
      widest: this.#widest,
    };
  }
}

function widened(numbers: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(size);
  wider.set(numbers);
  return wider;
}

/** In an array buffer of its own, of whole words. */
function grown(bytes: Buffer<ArrayBuffer>, more: number): Buffer<ArrayBuffer> {
  const larger = Buffer.from(new ArrayBuffer(Math.ceil((bytes.length * 2 + more) / 4) * 4));
  bytes.copy(larger);
  return larger;
}
