import { Heap } from '../primitives/heap.ts';

/**
 * Something that falls due at a moment of the sandbox. No two may tie, so what happens never depends on the order in which
 * things were put here: first by moment, then transitions before deliveries, then by report and its execution.
 */
export interface Due {
  readonly dueAt: number;
  readonly kind: DueKind;
  /** The report's number in its sandbox. */
  readonly report: number;
  /** Within the report: the execution's number, and below it the step. */
  readonly step: number;
  run(): void;
}

export const DUE_TRANSITION = 0;
export const DUE_DELIVERY = 1;
export type DueKind = typeof DUE_TRANSITION | typeof DUE_DELIVERY;

function precedes(a: Due, b: Due): boolean {
  if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt;
  if (a.kind !== b.kind) return a.kind < b.kind;
  if (a.report !== b.report) return a.report < b.report;
  return a.step < b.step;
}

/** What is due and when, in one total order. Cancelled entries stay in the heap until they come up, or until they are the half. */
export class Timeline {
  #heap = new Heap<Due>(precedes);
  readonly #cancelled = new Set<Due>();
  /** Told when the earliest moment may have changed. */
  #onChange: () => void = () => {};

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  add(due: Due): void {
    this.#heap.push(due);
    if (this.#heap.peek() === due) this.#onChange();
  }

  cancel(due: Due): void {
    this.#cancelled.add(due);
    if (this.#cancelled.size > 64 && this.#cancelled.size * 2 > this.#heap.size) this.#sweep();
  }

  /** The moment of the earliest entry; Infinity when there is none. */
  nextAt(): number {
    return this.#peek()?.dueAt ?? Infinity;
  }

  /** Takes the earliest entry that is due at or before `until`. */
  take(until: number): Due | null {
    const due = this.#peek();
    if (due === undefined || due.dueAt > until) return null;
    this.#heap.pop();
    return due;
  }

  clear(): void {
    this.#heap.clear();
    this.#cancelled.clear();
    this.#onChange();
  }

  #peek(): Due | undefined {
    for (;;) {
      const due = this.#heap.peek();
      if (due === undefined || this.#cancelled.size === 0 || !this.#cancelled.delete(due)) return due;
      this.#heap.pop();
    }
  }

  #sweep(): void {
    const kept = new Heap<Due>(precedes);
    for (const due of this.#heap) if (!this.#cancelled.has(due)) kept.push(due);
    this.#heap = kept;
    this.#cancelled.clear();
  }
}
