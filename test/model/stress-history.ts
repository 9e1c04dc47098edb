/** What one sandbox was seen to do while others did things to it, to be judged in the end. */
export class History {
  readonly #advances: Advance[] = [];
  readonly #looks: Passage[] = [];
  readonly #changes: Change[] = [];
  #moment = 0;
  #epoch = 0;
  #changing = 0;
  #lastNumber = 0;
  #firstUnbroken = 1;

  /** Something that may put the sandbox's time elsewhere: a new epoch begins. `endsAdvances` tells whether it has ended any under way. */
  async change(act: () => Promise<number>, endsAdvances: (status: number) => boolean): Promise<number> {
    const begunAt = ++this.#moment;
    this.#epoch++;
    this.#changing++;
    const status = await act();
    this.#changing--;
    this.#epoch++;
    this.#firstUnbroken = this.#lastNumber + 1;
    this.#changes.push({ begunAt, endedAt: ++this.#moment, endsAdvances: endsAdvances(status) });
    return status;
  }

  /** An advance, unless it is refused. `begunAtOnce`: it was under way as soon as it was asked for, without a request on its way. */
  async advance(act: () => Promise<Went>, begunAtOnce: boolean): Promise<number> {
    const { seen, span } = await this.#watch(act);
    if (seen.advanced !== null) this.#advances.push({ ...span, ...seen.advanced, begunAtOnce });
    return seen.status;
  }

  /** A look at the clock. */
  async look(act: () => Promise<{ readonly status: number; readonly now: string }>): Promise<number> {
    const { seen, span } = await this.#watch(act);
    const now = Date.parse(seen.now);
    this.#looks.push({ ...span, from: now, to: now });
    return seen.status;
  }

  /** Another number for what is created: each report has an address for its callbacks of its own. */
  nextNumber(): number {
    return ++this.#lastNumber;
  }

  /** Whether what has that number has lived in the present epoch only. */
  isUnbroken(number: number): boolean {
    return number >= this.#firstUnbroken;
  }

  /** What can't have been. */
  problems(): readonly string[] {
    return [...this.#overlaps(), ...this.#goneBack(), ...this.#outlived(), ...this.#wrongLengths()];
  }

  get advances(): number {
    return this.#advances.length;
  }

  async #watch<T>(act: () => Promise<T>): Promise<{ readonly seen: T; readonly span: Span }> {
    const [begunAt, begunIn] = [++this.#moment, this.#epoch];
    const sure = this.#changing === 0;
    const seen = await act();
    const epoch = sure && begunIn === this.#epoch ? begunIn : null;
    return { seen, span: { begunAt, endedAt: ++this.#moment, epoch } };
  }

  /** Two advances of one epoch that passed through the same time. */
  *#overlaps(): Generator<string> {
    for (const passages of byEpoch(this.#advances)) {
      passages.sort((a, b) => a.from - b.from || a.to - b.to);
      let reached = -Infinity;
      for (const { from, to } of passages) {
        if (from < reached) yield `two advances at once: one from ${from}, another had gone to ${reached}`;
        reached = Math.max(reached, to);
      }
    }
  }

  *#goneBack(): Generator<string> {
    for (const passages of byEpoch<Passage>([...this.#advances, ...this.#looks])) {
      for (const later of passages) {
        const before = passages.find((one) => one.endedAt < later.begunAt && one.to > later.from);
        if (before !== undefined) yield `the clock went back from ${before.to} to ${later.from}`;
      }
    }
  }

  /** Advances that told of success although the sandbox had been replaced meanwhile. */
  *#outlived(): Generator<string> {
    for (const advance of this.#advances.filter(({ begunAtOnce }) => begunAtOnce)) {
      const change = this.#changes.find(
        ({ begunAt, endedAt, endsAdvances }) =>
          endsAdvances && advance.begunAt < begunAt && endedAt < advance.endedAt,
      );
      if (change !== undefined) yield `an advance to ${advance.to} outlived its sandbox`;
    }
  }

  *#wrongLengths(): Generator<string> {
    for (const { from, to, by } of this.#advances)
      if (to - from !== by * 1000) yield `an advance by ${by} went from ${from} to ${to}`;
  }
}

/** What came of an attempt to advance. */
export interface Went {
  readonly status: number;
  /** Null: refused. */
  readonly advanced: { readonly from: number; readonly to: number; readonly by: number } | null;
}

interface Span {
  readonly begunAt: number;
  readonly endedAt: number;
  /** Null when it may have been in either of two. */
  readonly epoch: number | null;
}

interface Passage extends Span {
  readonly from: number;
  readonly to: number;
}

interface Advance extends Passage {
  readonly by: number;
  readonly begunAtOnce: boolean;
}

interface Change {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly endsAdvances: boolean;
}

function byEpoch<T extends Span>(spans: readonly T[]): readonly T[][] {
  const groups = new Map<number, T[]>();
  for (const span of spans) {
    if (span.epoch === null) continue;
    const group = groups.get(span.epoch) ?? [];
    groups.set(span.epoch, group);
    group.push(span);
  }
  return [...groups.values()];
}
