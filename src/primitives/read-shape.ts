/** What a parsed JSON value must look like: a kind of scalar, `texts`, an object of shapes, or `[shape]` for a list. */
export type Shape =
  'text' | 'textOrNull' | 'number' | 'flag' | 'texts' | readonly [Shape] | { readonly [name: string]: Shape };

export type Shaped<S> = S extends 'text'
  ? string
  : S extends 'textOrNull'
    ? string | null
    : S extends 'number'
      ? number
      : S extends 'flag'
        ? boolean
        : S extends 'texts'
          ? readonly string[]
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
    if (!isScalar(raw, shape)) throw new Error(`Expected ${shape} at ${place}`);
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

function isScalar(raw: unknown, kind: string): boolean {
  switch (kind) {
    case 'text':
      return typeof raw === 'string';
    case 'textOrNull':
      return raw === null || typeof raw === 'string';
    case 'number':
      return typeof raw === 'number';
    case 'flag':
      return typeof raw === 'boolean';
    default:
      return Array.isArray(raw) && raw.every((item) => typeof item === 'string');
  }
}
