interface Scalars {
  readonly text: string;
  readonly textOrNull: string | null;
  readonly number: number;
  readonly numberOrNull: number | null;
  readonly flag: boolean;
  readonly texts: readonly string[];
  readonly textsOrNull: readonly string[] | null;
  readonly textsAndNumbersOrNull: readonly (string | number)[] | null;
}

const isText = (raw: unknown): boolean => typeof raw === 'string';
const isNumber = (raw: unknown): boolean => typeof raw === 'number';
const isListOf = (raw: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(raw) && raw.every(is);

const IS: { readonly [Kind in keyof Scalars]: (raw: unknown) => boolean } = {
  text: isText,
  textOrNull: (raw) => raw === null || isText(raw),
  number: isNumber,
  numberOrNull: (raw) => raw === null || isNumber(raw),
  flag: (raw) => typeof raw === 'boolean',
  texts: (raw) => isListOf(raw, isText),
  textsOrNull: (raw) => raw === null || isListOf(raw, isText),
  textsAndNumbersOrNull: (raw) => raw === null || isListOf(raw, (item) => isText(item) || isNumber(item)),
};

/** What a parsed JSON value must look like: a kind of scalar or of scalars, an object of shapes, or `[shape]` for a list. */
export type Shape = keyof Scalars | readonly [Shape] | { readonly [name: string]: Shape };

export type Shaped<S> = S extends keyof Scalars
  ? Scalars[S]
  : S extends readonly [infer Item]
    ? readonly Shaped<Item>[]
    : { readonly [Name in keyof S]: Shaped<S[Name]> };

/** Reads a parsed JSON value as its shape says, and throws with the place where it is not so. */
export function readShape<const S extends Shape>(raw: unknown, shape: S, place = '$'): Shaped<S> {
  check(raw, shape, place);
  // `check` has walked the value along the very shape the type is made from.
  return raw as Shaped<S>;
}

function check(raw: unknown, shape: Shape, place: string): void {
  if (typeof shape === 'string') {
    if (!IS[shape](raw)) throw new Error(`Expected ${shape} at ${place}`);
  } else if (isList(shape)) {
    if (!Array.isArray(raw)) throw new Error(`Expected a list at ${place}`);
    raw.forEach((item, index) => check(item, shape[0], `${place}[${index}]`));
  } else {
    if (typeof raw !== 'object' || raw === null) throw new Error(`Expected an object at ${place}`);
    for (const [name, inner] of Object.entries(shape)) {
      check(Object.getOwnPropertyDescriptor(raw, name)?.value, inner, `${place}.${name}`);
    }
  }
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
