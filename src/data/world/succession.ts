import { below, draw, label } from '../../primitives/seeded-random.ts';

/** January 1980: no month before it is ever asked for, and succession is counted from here. */
const FIRST_MONTH = 1980 * 12;
/** Room for 100,000 slots in a member's number; what is above counts its forerunners in the slot. */
const SLOTS = 131_072;
const PHASE = label('phase');

/**
 * Slots that are never empty: each holds one member after another, every one for the slot's own number of months.
 * So who is there in a given month takes no search. Members are numbered as they are met; the number means nothing.
 */
export class Succession {
  readonly slot: number[] = [];
  readonly key: number[] = [];
  readonly firstMonth: number[] = [];
  readonly lastMonth: number[] = [];
  /** Differs from that of every other member, whoever was met first; below 2²³. */
  readonly rank: number[] = [];
  readonly #worldKey: number;
  readonly #tenureOf: (slotKey: number) => number;
  readonly #byRank = new Map<number, number>();
  /** By slot: who was asked for last, as mostly the same one is asked for again. */
  readonly #latest: number[] = [];

  /** @param tenureOf months, at least 36. */
  constructor(worldKey: number, tenureOf: (slotKey: number) => number) {
    this.#worldKey = worldKey;
    this.#tenureOf = tenureOf;
  }

  get count(): number {
    return this.key.length;
  }

  at(slot: number, month: number): number {
    const latest = this.#latest[slot];
    if (latest !== undefined && month >= of(this.firstMonth, latest) && month <= of(this.lastMonth, latest)) {
      return latest;
    }
    const found = this.#find(slot, month);
    this.#latest[slot] = found;
    return found;
  }

  #find(slot: number, month: number): number {
    const slotKey = draw(this.#worldKey, slot);
    const tenure = this.#tenureOf(slotKey);
    const phase = below(draw(slotKey, PHASE), tenure);
    const forerunners = Math.floor((month - FIRST_MONTH + phase) / tenure);
    const rank = forerunners * SLOTS + slot;
    const known = this.#byRank.get(rank);
    if (known !== undefined) return known;
    const first = FIRST_MONTH - phase + forerunners * tenure;
    return this.#meet(slot, rank, draw(slotKey, forerunners), first, first + tenure - 1);
  }

  #meet(slot: number, rank: number, key: number, firstMonth: number, lastMonth: number): number {
    const member = this.key.length;
    this.#byRank.set(rank, member);
    this.slot.push(slot);
    this.rank.push(rank);
    this.key.push(key);
    this.firstMonth.push(firstMonth);
    this.lastMonth.push(lastMonth);
    return member;
  }
}

/** A member's property by number; what is asked for was met before. */
export function of(values: ArrayLike<number>, member: number): number {
  return values[member] ?? 0;
}
