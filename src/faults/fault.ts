import type { components } from '../generated/api-types.ts';
import { globPattern } from '../primitives/glob.ts';
import { draw, label } from '../primitives/seeded-random.ts';
import type { Effect, EffectName } from './effect.ts';
import type { FaultEvent } from './fault-event.ts';
import { readFaultRule, type FaultRule } from './read-fault-rule.ts';

/** A rule with what has come of it so far, as it is listed. */
export type FaultState = components['schemas']['Fault'];

/** A rule that goes wrong on purpose, and how often it has been met. */
export class Fault {
  readonly id: string;
  readonly #rule: ReturnType<typeof readFaultRule>;
  readonly #isOnPath: (path: string) => boolean;
  /** Where its chances are drawn from. */
  readonly #key: number;
  #matches = 0;
  #hits = 0;

  /** @throws ControlError for a rule that makes no sense. */
  constructor(id: string, rule: FaultRule, seed: number, counts = { matches: 0, hits: 0 }) {
    this.id = id;
    this.#rule = readFaultRule(rule);
    const { path } = this.#rule.match;
    this.#isOnPath = path === null ? () => true : globPattern(path);
    this.#key = label(`${seed}/${id}`);
    this.#matches = counts.matches;
    this.#hits = counts.hits;
  }

  get effectName(): EffectName {
    return this.#rule.kind.name;
  }

  get hits(): number {
    return this.#hits;
  }

  get isSpent(): boolean {
    return this.#rule.times !== null && this.#hits >= this.#rule.times;
  }

  matches(event: FaultEvent): boolean {
    const { match, kind } = this.#rule;
    const { subject, operations, methods } = kind.actsOn;
    return (
      subject === event.subject &&
      has(operations, event.operation) &&
      has(methods, event.method) &&
      (match.operation === null || match.operation === event.operation) &&
      (match.method === null || match.method === event.method) &&
      this.#isOnPath(event.path)
    );
  }

  /** Counts a match: every one, so that `after` and the chances go by what happens, not by what other rules do. */
  countMatch(): void {
    this.#matches++;
  }

  /** Its effect, if it is its turn and its chance at the match just counted. */
  strike(): Effect | null {
    const { after, probability, effect } = this.#rule;
    if (this.#matches <= after || this.isSpent || !this.#isChance(probability)) return null;
    this.#hits++;
    return effect;
  }

  state(): FaultState {
    const { match, after, times, probability, asked } = this.#rule;
    return {
      id: this.id,
      match: {
        ...(match.operation === null ? {} : { operation: match.operation }),
        ...(match.method === null ? {} : { method: match.method }),
        ...(match.path === null ? {} : { path: match.path }),
      },
      after,
      times,
      probability,
      effect: asked,
      matches: this.#matches,
      hits: this.#hits,
      remaining: times === null ? null : times - this.#hits,
    };
  }

  #isChance(probability: number): boolean {
    return probability === 1 || draw(this.#key, this.#matches) < probability * 2 ** 32;
  }
}

function has(list: readonly string[] | null, item: string | null): boolean {
  return list === null || (item !== null && list.includes(item));
}
