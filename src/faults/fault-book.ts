import { ControlError } from '../errors/control-errors.ts';
import type { Effect, EffectName } from './effect.ts';
import { ALL_EFFECTS } from './effects/all-effects.ts';
import type { FaultEvent } from './fault-event.ts';
import { Fault, type FaultState } from './fault.ts';
import type { FaultRule } from './read-fault-rule.ts';

const MOST_FAULTS = 1000;
/** What strikes where there are no rules; one list for all. */
const NOTHING: readonly Effect[] = [];
const NO_FAULTS: readonly Fault[] = [];

/** Whom the book tells what becomes of its rules. */
export interface FaultWatcher {
  onFault(id: string, change: 'added' | 'hit' | 'removed', hits: number): void;
  onClear(): void;
}

/** The rules of one sandbox by which things go wrong, in the order in which they were added. */
export class FaultBook {
  readonly #seed: number;
  #faults: readonly Fault[] = NO_FAULTS;
  /** Of the last rule added: an id is never given twice. */
  #lastNumber = 0;
  #watcher: FaultWatcher | null = null;

  constructor(seed: number) {
    this.#seed = seed;
  }

  watch(watcher: FaultWatcher): void {
    this.#watcher = watcher;
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** @throws ControlError for a rule that makes no sense, and for one too many. */
  add(rule: FaultRule): FaultState {
    if (this.#faults.length >= MOST_FAULTS) {
      throw new ControlError('LimitReached', `A sandbox holds at most ${MOST_FAULTS} faults`);
    }
    const fault = new Fault(`fault-${this.#lastNumber + 1}`, rule, this.#seed);
    this.#lastNumber++;
    this.#faults = [...this.#faults, fault];
    this.#watcher?.onFault(fault.id, 'added', 0);
    return fault.state();
  }

  list(): readonly FaultState[] {
    return this.#faults.map((fault) => fault.state());
  }

  /** False when there is none of that id. */
  remove(id: string): boolean {
    const removed = this.#faults.find((fault) => fault.id === id.trim().toLowerCase());
    if (removed === undefined) return false;
    this.#faults = this.#faults.filter((fault) => fault !== removed);
    this.#watcher?.onFault(removed.id, 'removed', removed.hits);
    return true;
  }

  clear(): void {
    this.#faults = NO_FAULTS;
    this.#watcher?.onClear();
  }

  /** Puts back what `list` and `lastNumber` told, counts included. */
  restore(states: readonly FaultState[], lastNumber: number): void {
    this.#faults = states.map(
      ({ id, match, after, times, probability, effect, matches, hits }) =>
        new Fault(
          id,
          { match, after, probability, effect, ...(times === null ? {} : { times }) },
          this.#seed,
          { matches, hits },
        ),
    );
    this.#lastNumber = lastNumber;
  }

  /** Whether a rule with that effect may yet strike. */
  mayStrike(name: EffectName): boolean {
    return this.#faults.some((fault) => fault.effectName === name && !fault.isSpent);
  }

  /** What happens to it: of each effect the first rule that matches and has its turn. In the order in which effects act. */
  strike(event: FaultEvent): readonly Effect[] {
    if (this.#faults.length === 0) return NOTHING;
    const struck = new Map<EffectName, Effect>();
    for (const fault of this.#faults) {
      if (!fault.matches(event)) continue;
      fault.countMatch();
      const effect = struck.has(fault.effectName) ? null : fault.strike();
      if (effect === null) continue;
      struck.set(effect.name, effect);
      this.#watcher?.onFault(fault.id, 'hit', fault.hits);
    }
    return ALL_EFFECTS.flatMap(({ name }) => struck.get(name) ?? []);
  }
}
