/** Tells whoever waits that something has happened. Costs nothing while nobody does. */
export class Signal {
  #waiting: (() => void)[] = [];

  /** The next time it is given. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    if (this.#waiting.length === 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
