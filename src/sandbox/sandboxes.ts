import { refuse } from '../errors/api-errors.ts';
import type { SandboxOptions } from '../options/normalized-options.ts';
import { Sandbox, type Surroundings } from './sandbox.ts';

export const DEFAULT_SANDBOX = 'default';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MOST_SANDBOXES = 10_000;

/** The sandboxes of an emulator, by name; names are case-sensitive. */
export class Sandboxes {
  readonly #byName = new Map<string, Sandbox>();
  readonly #options: SandboxOptions;
  readonly #autoCreate: boolean;
  readonly #surroundings: Surroundings;
  #stopped = false;

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

  existing(name: string): Sandbox | null {
    return this.#byName.get(name) ?? null;
  }

  /** The sandbox as it started: nothing of what it held is left. */
  reset(sandbox: Sandbox): void {
    // Another reset may have come first.
    (this.existing(sandbox.name) ?? sandbox).stop();
    this.#byName.set(sandbox.name, this.#make(sandbox.name, sandbox.options, sandbox.startedAt));
  }

  /** Ends everything that is under way; there are no sandboxes any more. */
  stop(): void {
    this.#stopped = true;
    for (const sandbox of this.#byName.values()) sandbox.stop();
    this.#byName.clear();
  }

  #create(name: string): Sandbox {
    if (this.#stopped) throw new Error('The emulator is closed');
    if (!NAME.test(name)) {
      throw refuse(
        'sandbox.name',
        `'${name.slice(0, 100)}' must be 1 to 64 letters, digits, '.', '_' or '-', the first a letter or a digit`,
      );
    }
    if (!this.#autoCreate && name !== DEFAULT_SANDBOX)
      throw refuse('sandbox.unknown', `there is no sandbox '${name}'`);
    if (this.#byName.size >= MOST_SANDBOXES) {
      throw refuse('bound.reached', `an emulator holds at most ${MOST_SANDBOXES} sandboxes`);
    }
    const sandbox = this.#make(name, this.#options, this.#surroundings.wall.calendarMs());
    this.#byName.set(name, sandbox);
    return sandbox;
  }

  #make(name: string, options: SandboxOptions, startedAt: number): Sandbox {
    // A clock that follows real time starts with it, however long the sandbox has been there.
    const followsRealTime =
      options.clock.now === null && options.clock.mode === 'running' && options.clock.rate === 1;
    const start = followsRealTime ? this.#surroundings.wall.calendarMs() : startedAt;
    return new Sandbox(name, options, start, this.#surroundings);
  }
}
