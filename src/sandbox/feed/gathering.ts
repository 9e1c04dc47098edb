import type { WallClock } from '../../clock/wall-clock.ts';
import type { Feed } from './feed.ts';
import type { Plural, SandboxEvent } from './sandbox-event.ts';

/** So many of a kind are told one by one; of more at once, only how many they are. */
const MOST_ONE_BY_ONE = 50;
/** An advance through a million transitions tells so often how far it is. */
const PAUSE_MS = 50;

/** What comes in numbers, in the order in which it is told. */
const PLURALS = {
  query: 'queries',
  report: 'reports',
  execution: 'executions',
  callback: 'callbacks',
  request: 'requests',
  fault: 'faults',
} as const satisfies Readonly<Record<string, Plural>>;

type ManyKind = keyof typeof PLURALS;
type ManyEvent = Extract<SandboxEvent, { readonly kind: ManyKind }>;
type OneKind = 'clock' | 'inbox' | 'cleared';

interface Many {
  /** The last of each, by what it is about. */
  readonly events: Map<string | number, ManyEvent>;
  count: number;
}

/**
 * Gathers the changes of a moment before they are told, so that a flood of them neither fills memory nor holds up what makes it:
 * beyond the first few, a change costs one addition.
 */
export class Gathering {
  readonly #feed: Feed;
  readonly #wall: WallClock;
  readonly #many = new Map<ManyKind, Many>();
  /** Of these only how it is when told. */
  readonly #ones = new Map<string, () => SandboxEvent>();
  #toldMs = -Infinity;
  #cancel: (() => void) | null = null;
  #isOver = false;

  constructor(feed: Feed, wall: WallClock) {
    this.#feed = feed;
    this.#wall = wall;
  }

  /**
   * @param about what it replaces, if that has not been told.
   * @param event asked for only if it is to be told.
   */
  add(kind: ManyKind, about: () => string | number, event: () => ManyEvent): void {
    const many = this.#many.get(kind) ?? this.#begin(kind);
    many.count++;
    // One more than is told, so that it shows.
    if (many.events.size <= MOST_ONE_BY_ONE) many.events.set(about(), event());
  }

  /** @param event asked for when it is told. */
  put(kind: OneKind, event: () => SandboxEvent, about = ''): void {
    this.#ones.set(`${kind} ${about}`, event);
    this.#tellSoon();
  }

  /** Tells nothing more, also not of what has happened already. */
  stop(): void {
    this.#isOver = true;
    this.#cancel?.();
  }

  #begin(kind: ManyKind): Many {
    const many = { events: new Map(), count: 0 };
    this.#many.set(kind, many);
    this.#tellSoon();
    return many;
  }

  #tellSoon(): void {
    if (this.#isOver) return;
    const waitMs = this.#toldMs + PAUSE_MS - this.#wall.monotonicMs();
    this.#cancel ??= this.#wall.after(waitMs, () => this.#tell());
  }

  #tell(): void {
    this.#cancel = null;
    this.#toldMs = this.#wall.monotonicMs();
    const events = Array.from(this.#ones.values(), (event) => event());
    for (const [kind, plural] of Object.entries(PLURALS)) {
      // The keys of a constant.
      const many = this.#many.get(kind as ManyKind);
      if (many === undefined) continue;
      if (many.events.size > MOST_ONE_BY_ONE) events.push({ kind: plural, count: many.count });
      else events.push(...many.events.values());
    }
    this.#ones.clear();
    this.#many.clear();
    this.#feed.tell(events);
  }
}
