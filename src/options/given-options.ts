import { nearestName } from '../primitives/nearest-name.ts';
import { isRecord } from '../primitives/read-json.ts';
import type { OptionProblem } from './options-error.ts';
import { OptionsError } from './options-error.ts';
import type { Reader } from './readers.ts';
import { BadValue, describe } from './readers.ts';

/** Options as somebody gave them, read name by name; what is wrong is gathered and thrown at the end. */
export class GivenOptions {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #problems: OptionProblem[];
  readonly #names = new Set<string>();
  readonly #inner: GivenOptions[] = [];

  constructor(given: unknown, prefix = '', problems: OptionProblem[] = []) {
    this.#prefix = prefix;
    this.#problems = problems;
    this.#given = isRecord(given) ? given : {};
    if (given !== undefined && given !== null && !isRecord(given)) {
      this.#complain(prefix.slice(0, -1), `options must be an object, not ${describe(given)}`);
    }
  }

  /** The value of an option, or the fallback when it was not given or is not good. Null and undefined count as not given. */
  read<T>(name: string, reader: Reader<T>, fallback: T): T {
    this.#names.add(name);
    const value = this.#given[name];
    if (value === undefined || value === null) return fallback;
    try {
      return reader(value);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.#complain(this.#prefix + name, error.message);
      return fallback;
    }
  }

  /** The options inside an option. */
  inside(name: string): GivenOptions {
    this.#names.add(name);
    const inner = new GivenOptions(this.#given[name], `${this.#prefix}${name}.`, this.#problems);
    this.#inner.push(inner);
    return inner;
  }

  /** Says what is wrong with an option that is good by itself, but not beside another. */
  complain(name: string, problem: string): void {
    this.#complain(this.#prefix + name, problem);
  }

  /** Throws when anything was wrong. Call it when every name there is has been read. */
  finish(): void {
    this.#refuseUnknownNames();
    if (this.#problems.length > 0) throw new OptionsError(this.#problems);
  }

  #refuseUnknownNames(): void {
    for (const name of Object.keys(this.#given)) {
      if (this.#names.has(name)) continue;
      const meant = nearestName(name, this.#names);
      const hint = meant === null ? '' : ` - did you mean '${this.#prefix}${meant}'?`;
      this.#complain(this.#prefix + name, `there is no such option${hint}`);
    }
    for (const inner of this.#inner) inner.#refuseUnknownNames();
  }

  #complain(option: string, problem: string): void {
    this.#problems.push({ option, problem });
  }
}
