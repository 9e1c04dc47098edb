import { refuse } from '../errors/api-errors.ts';
import type { SandboxOptions } from '../options/normalized-options.ts';
import { Feed } from './feed/feed.ts';
import type { ToldEvent } from './feed/sandbox-event.ts';
import { Sandbox, type Surroundings } from './sandbox.ts';
import { readState } from './state/read-state.ts';
import { restoreSandbox } from './state/restore-sandbox.ts';

export const DEFAULT_SANDBOX = 'default';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MOST_SANDBOXES = 10_000;
const MOST_FOLLOWERS = 100;

/** The sandboxes of an emulator, by name; names are case-sensitive. */
export class Sandboxes {
  readonly #byName = new Map<string, Sandbox>();
  readonly #options: SandboxOptions;
  readonly #autoCreate: boolean;
  readonly #surroundings: Surroundings;
  #stopped = false;
  #followers = 0;

  constructor(options: SandboxOptions, autoCreate: boolean, surroundings: Surroundings) {
    this.#options = options;
    this.#autoCreate = autoCreate;
    this.#surroundings = surroundings;
  }

  /**
   * The sandbox of that name, made with the emulator's options if there is none yet.
   * @throws ApiError for a name that can't be one, for an unknown one when none is made, and at 10,000.
   */
  find(name: string): Sandbox {
    return this.#byName.get(name) ?? this.#create(name);
  }

  /**
   * Makes a sandbox with options of its own, also where none is made on first use. There must be none of that name.
   * @throws ApiError for a name that can't be one, and at 10,000.
   */
  create(name: string, options: SandboxOptions): Sandbox {
    return this.#add(requireSandboxName(name), options);
  }

  /** With all it holds. */
  remove(sandbox: Sandbox): void {
    sandbox.stop();
    this.#byName.delete(sandbox.name);
    sandbox.feed?.tell([{ kind: 'removed' }]);
    sandbox.feed?.end();
  }

  /** In the order in which they were made. */
  all(): Iterable<Sandbox> {
    return this.#byName.values();
  }

  /** What a sandbox is made with unless it is told otherwise. */
  get defaults(): SandboxOptions {
    return this.#options;
  }

  existing(name: string): Sandbox | null {
    return this.#byName.get(name) ?? null;
  }

  /** The sandbox as it started: nothing of what it held is left. */
  reset(sandbox: Sandbox): void {
    // Another reset may have come first.
    const before = this.existing(sandbox.name) ?? sandbox;
    before.stop();
    this.#replace(before, this.#make(sandbox.name, sandbox.options, sandbox.startedAt), 'reset');
  }

  /**
   * Puts what a state document tells in the place of the sandbox of that name, which need not be there; all or nothing.
   * @throws ControlError for a document that is not good; ApiError for a name that can't be one, and beyond the bounds.
   */
  restore(name: string, document: unknown): void {
    const state = readState(document, this.#surroundings.ownDatasets);
    const before = this.existing(requireSandboxName(name));
    if (before === null) this.#requireRoom(name);
    const sandbox = new Sandbox(name, state.options, state.startedAt, this.#surroundings);
    restoreSandbox(sandbox, state);
    before?.stop();
    this.#replace(before, sandbox, 'imported');
  }

  /**
   * What changes in a sandbox from now on, or after the event named, until its end or the abort. A reset does not end it.
   * @throws ApiError `bound.reached` when too many listen already.
   */
  follow(sandbox: Sandbox, lastId: string | null, signal: AbortSignal): AsyncGenerator<readonly ToldEvent[]> {
    if (this.#followers >= MOST_FOLLOWERS) {
      throw refuse('bound.reached', `an emulator has at most ${MOST_FOLLOWERS} streams of events at a time`);
    }
    this.#followers++;
    const feed = sandbox.feed ?? new Feed();
    if (sandbox.feed === null) sandbox.tellTo(feed);
    return counted(feed.follow(lastId, signal), () => this.#followers--);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Ends everything that is under way; there are no sandboxes any more. */
  stop(): void {
    this.#stopped = true;
    for (const sandbox of this.#byName.values()) {
      sandbox.stop();
      sandbox.feed?.end();
    }
    this.#byName.clear();
  }

  #replace(before: Sandbox | null, after: Sandbox, how: 'reset' | 'imported'): void {
    this.#byName.set(after.name, after);
    const feed = before?.feed ?? null;
    if (feed === null) return;
    after.tellTo(feed);
    feed.tell([{ kind: how }]);
  }

  #create(name: string): Sandbox {
    requireSandboxName(name);
    if (!this.#autoCreate && name !== DEFAULT_SANDBOX)
      throw refuse('sandbox.unknown', `there is no sandbox '${name}'`);
    return this.#add(name, this.#options);
  }

  #add(name: string, options: SandboxOptions): Sandbox {
    this.#requireRoom(name);
    const sandbox = this.#make(name, options, this.#surroundings.wall.calendarMs());
    this.#byName.set(name, sandbox);
    return sandbox;
  }

  #requireRoom(name: string): void {
    if (this.#stopped) throw new Error('The emulator is closed');
    // The default one is for requests that name none: it always has its place.
    if (this.#byName.size >= MOST_SANDBOXES && name !== DEFAULT_SANDBOX) {
      throw refuse('bound.reached', `an emulator holds at most ${MOST_SANDBOXES} sandboxes`);
    }
  }

  #make(name: string, options: SandboxOptions, startedAt: number): Sandbox {
    // A clock that follows real time starts with it, however long the sandbox has been there.
    const followsRealTime =
      options.clock.now === null && options.clock.mode === 'running' && options.clock.rate === 1;
    const start = followsRealTime ? this.#surroundings.wall.calendarMs() : startedAt;
    return new Sandbox(name, options, start, this.#surroundings);
  }
}

async function* counted<T>(items: AsyncGenerator<T>, atEnd: () => void): AsyncGenerator<T, void> {
  try {
    yield* items;
  } finally {
    atEnd();
  }
}

/** @throws ApiError for a name that can't be one. */
export function requireSandboxName(name: string): string {
  if (NAME.test(name)) return name;
  throw refuse(
    'sandbox.name',
    `'${name.slice(0, 100)}' must be 1 to 64 letters, digits, '.', '_' or '-', the first a letter or a digit`,
  );
}
