/** Something held in memory for as long as the budget allows. */
export interface Holding {
  /** Counts as used now. */
  touch(): void;
  grow(bytes: number): void;
}

interface Held extends Holding {
  bytes: number;
  readonly drop: () => void;
}

/** A limit to what several caches hold together: when it is passed, what was used longest ago is dropped. */
export class ByteBudget {
  readonly #limit: number;
  readonly #held = new Set<Held>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  hold(bytes: number, drop: () => void): Holding {
    const held: Held = {
      bytes: 0,
      drop,
      touch: () => {
        if (this.#held.delete(held)) this.#held.add(held);
      },
      grow: (more) => {
        if (!this.#held.has(held)) return;
        held.bytes += more;
        this.#bytes += more;
        this.#makeRoom(held);
      },
    };
    this.#held.add(held);
    held.grow(bytes);
    return held;
  }

  /** Whoever asks for room keeps what it holds, even if that alone is too much. */
  #makeRoom(asking: Held): void {
    for (const held of this.#held) {
      if (this.#bytes <= this.#limit) return;
      if (held === asking) continue;
      this.#held.delete(held);
      this.#bytes -= held.bytes;
      held.drop();
    }
  }
}
