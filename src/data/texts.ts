const NOT_YET = -2;

/** The dictionary of a text column: spells out what entities are called, each when first asked for, one code a spelling. */
export class Texts {
  readonly #spell: (entity: number) => string | null;
  readonly #dictionary: string[] = [];
  readonly #codesBySpelling: Map<string, number> | null;
  #codes = new Int32Array(64).fill(NOT_YET);

  /**
   * @param spell null is blank.
   * @param repeats whether two entities may share a spelling; ids never do, and then nothing needs looking up.
   */
  constructor(spell: (entity: number) => string | null, repeats: 'shared' | 'unique' = 'shared') {
    this.#spell = spell;
    this.#codesBySpelling = repeats === 'shared' ? new Map() : null;
  }

  /** Only ever grows. */
  get dictionary(): readonly string[] {
    return this.#dictionary;
  }

  /** The code of an entity's text; -1 when blank, also for the entity -1. */
  code(entity: number): number {
    if (entity < 0) return -1;
    if (entity >= this.#codes.length) this.#growTo(entity);
    const code = this.#codes[entity] ?? NOT_YET;
    return code === NOT_YET ? this.#learn(entity) : code;
  }

  #learn(entity: number): number {
    const text = this.#spell(entity);
    const code = text === null ? -1 : (this.#codesBySpelling?.get(text) ?? this.#add(text));
    this.#codes[entity] = code;
    return code;
  }

  #add(text: string): number {
    const code = this.#dictionary.push(text) - 1;
    this.#codesBySpelling?.set(text, code);
    return code;
  }

  #growTo(entity: number): void {
    const grown = new Int32Array(Math.max(entity + 1, this.#codes.length * 2)).fill(NOT_YET);
    grown.set(this.#codes);
    this.#codes = grown;
  }
}

/** The texts of a list, by index. */
export function textsOf(list: readonly (string | null)[]): Texts {
  return new Texts((index) => list[index] ?? null);
}
