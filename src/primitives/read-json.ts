/** Turns a parsed JSON value into a typed one, or throws a `BadJson` that says where it stopped. */
export type JsonReader<T> = (value: unknown) => T;
export type ReadBy<Reader> = Reader extends JsonReader<infer T> ? T : never;

/** The first thing that is wrong, and where. The place is put together on the way out, so that good values pay nothing for it. */
export class BadJson extends Error {
  override readonly name = 'BadJson';
  readonly problem: string;
  #pointer = '';

  constructor(problem: string) {
    super(problem);
    this.problem = problem;
  }

  /** A JSON pointer: `/reports/3/settings/0`; a slash for the value as a whole. */
  get at(): string {
    return this.#pointer || '/';
  }

  below(key: string | number): this {
    const escaped = String(key).replaceAll('~', '~0').replaceAll('/', '~1');
    this.#pointer = `/${escaped}${this.#pointer}`;
    return this;
  }
}

/** Runs what reads or checks the part of a value under `key`, so that a complaint names it. */
export function under<T>(key: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadJson) error.below(key);
    throw error;
  }
}

export const text: JsonReader<string> = (value) => {
  if (typeof value !== 'string') throw new BadJson('must be a text');
  return value;
};

export const flag: JsonReader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new BadJson('must be true or false');
  return value;
};

export function textLike(pattern: RegExp, what: string): JsonReader<string> {
  return (value) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new BadJson(`must be ${what}`);
    return value;
  };
}

export function whole(least: number, most: number): JsonReader<number> {
  const problem = `must be a whole number from ${least} to ${most}`;
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      throw new BadJson(problem);
    return value;
  };
}

export function numberFrom(least: number, most: number): JsonReader<number> {
  return (value) => {
    if (typeof value !== 'number' || !(value >= least && value <= most))
      throw new BadJson(`must be a number from ${least} to ${most}`);
    return value;
  };
}

export function word<const T extends string>(...words: readonly T[]): JsonReader<T> {
  return (value) => {
    const found = words.find((one) => one === value);
    if (found === undefined) throw new BadJson(`must be one of ${words.join(', ')}`);
    return found;
  };
}

export function orNull<T>(read: JsonReader<T>): JsonReader<T | null> {
  return (value) => (value === null ? null : read(value));
}

export function list<T>(read: JsonReader<T>, most = Infinity): JsonReader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new BadJson('must be a list');
    if (value.length > most) throw new BadJson(`must not have more than ${most} items`);
    const items: readonly unknown[] = value;
    const done: T[] = [];
    // One `try` for the whole list: lists are long.
    try {
      for (const item of items) done.push(read(item));
    } catch (error) {
      if (error instanceof BadJson) error.below(done.length);
      throw error;
    }
    return done;
  };
}

/** A list in which each place has a meaning. */
export function tuple<const Readers extends readonly JsonReader<unknown>[]>(
  ...readers: Readers
): JsonReader<{ readonly [At in keyof Readers]: ReadBy<Readers[At]> }> {
  const whole = list((value) => value, readers.length);
  return (value) => {
    const items = whole(value);
    if (items.length < readers.length) throw new BadJson(`must have ${readers.length} items`);
    const done = readers.map((read, at) => under(at, () => read(items[at])));
    // Each item has been read by the very reader its type is made from.
    return done as { readonly [At in keyof Readers]: ReadBy<Readers[At]> };
  };
}

type Fields = Readonly<Record<string, JsonReader<unknown>>>;
type Read<F extends Fields> = { readonly [Name in keyof F]: ReadBy<F[Name]> };

/** All of these properties, and no others. */
export function record<F extends Fields>(fields: F): JsonReader<Read<F>> {
  const names = Object.keys(fields);
  return (value) => {
    if (!isRecord(value)) throw new BadJson('must be an object');
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) throw new BadJson('is not known here').below(name);
    }
    const entries = names.map((name) => {
      if (!Object.hasOwn(value, name)) throw new BadJson('is missing').below(name);
      return [name, under(name, () => fields[name]?.(value[name]))] as const;
    });
    // Made from the very fields the type is made from.
    return Object.fromEntries(entries) as Read<F>;
  };
}

/** Any properties, all of one kind. */
export function dictionary<T>(read: JsonReader<T>): JsonReader<ReadonlyMap<string, T>> {
  return (value) => {
    if (!isRecord(value)) throw new BadJson('must be an object');
    return new Map(Object.entries(value).map(([name, one]) => [name, under(name, () => read(one))]));
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
