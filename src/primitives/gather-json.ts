import { isRecord } from './read-json.ts';

/** Turns a parsed JSON value into a typed one; tells each problem on the way, and is null for what is not good. */
export type Gatherer<T> = (value: unknown, tell: Tell) => T | null;
/** Notes a problem. The place is put together on the way out: `users[2].roles[0]`. */
export type Tell = (problem: string, place?: string) => void;

export interface JsonProblem {
  /** Empty for the value as a whole. */
  readonly place: string;
  readonly problem: string;
}

/** Everything that is wrong with a value, where `read-json.ts` says the first thing only: this is for files that people write by hand. */
export function gatherJson<T>(
  value: unknown,
  read: Gatherer<T>,
): { readonly value: T | null; readonly problems: readonly JsonProblem[] } {
  const problems: JsonProblem[] = [];
  const found = read(value, (problem, place = '') => problems.push({ problem, place: place.slice(1) }));
  return { value: found, problems };
}

/** A member that may be missing. */
export interface Optional<T> {
  readonly read: Gatherer<T>;
  readonly otherwise: T;
}

export function optional<T>(read: Gatherer<T>, otherwise: T): Optional<T> {
  return { read, otherwise };
}

type Members = Readonly<Record<string, Gatherer<unknown> | Optional<unknown>>>;
type Gathered<M extends Members> = {
  readonly [Name in keyof M]: M[Name] extends Gatherer<infer T>
    ? T
    : M[Name] extends Optional<infer T>
      ? T
      : never;
};

/** These members, and no others. */
export function object<M extends Members>(members: M): Gatherer<Gathered<M>> {
  return (value, tell) => {
    if (!isRecord(value)) {
      tell('must be an object');
      return null;
    }
    const here = { isGood: true };
    const tellHere: Tell = (problem, place) => {
      here.isGood = false;
      tell(problem, place);
    };
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(members, name))
        tellHere(`is not known; there are ${Object.keys(members).join(', ')}`, `.${shown(name)}`);
    }
    const entries = Object.entries(members).map(([name, member]) => {
      const below: Tell = (problem, place = '') => tellHere(problem, `.${name}${place}`);
      return [name, readMember(value[name], member, below)] as const;
    });
    // Made from the very members the type is made from.
    return here.isGood ? (Object.fromEntries(entries) as Gathered<M>) : null;
  };
}

function readMember(value: unknown, member: Gatherer<unknown> | Optional<unknown>, tell: Tell): unknown {
  if (typeof member !== 'function') return value === undefined ? member.otherwise : member.read(value, tell);
  if (value !== undefined) return member(value, tell);
  tell('is missing');
  return null;
}

/** A list, in which what is not good stands as null, so that the others keep their places. */
export function listOf<T>(read: Gatherer<T>): Gatherer<readonly (T | null)[]> {
  return (value, tell) => {
    if (Array.isArray(value))
      return value.map((item: unknown, at) =>
        read(item, (problem, place = '') => tell(problem, `[${at}]${place}`)),
      );
    tell('must be a list');
    return null;
  };
}

/** A text of which `isGood` holds; `what` says what it should have been. */
export function textThat(isGood: (text: string) => boolean, what: string): Gatherer<string> {
  return (value, tell) => {
    if (typeof value === 'string' && isGood(value)) return value;
    tell(`must be ${what}`);
    return null;
  };
}

/** A name that somebody made up, on one line. */
function shown(name: string): string {
  return name.slice(0, 60).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
