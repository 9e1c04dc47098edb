/** The last so many things; a new one pushes the oldest out. */
export class Ring<T> {
  readonly #capacity: number;
  #items: T[] = [];
  /** Where the oldest stands once the ring is full. */
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  /** The last so many, oldest first. */
  newest(count: number): T[] {
    const { length } = this.#items;
    const from = this.#oldest + length - Math.min(count, length);
    return Array.from({ length: Math.min(count, length) }, (_, i) => this.#items[(from + i) % length] as T); // within
  }

  clear(): void {
    this.#items = [];
    this.#oldest = 0;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Iterator<T> {
    const { length } = this.#items;
    for (let i = 0; i < length; i++) yield this.#items[(this.#oldest + i) % length] as T; // within the array
  }
}
