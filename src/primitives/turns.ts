/** Lets in one at a time, in the order in which they come. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Answers when it is one's turn, with what to call when done. */
  async wait(): Promise<() => void> {
    const before = this.#last;
    let leave = (): void => {};
    this.#last = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  }
}
