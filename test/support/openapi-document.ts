import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let cachedDescription: object | null = null;

/** openapi.yaml, from the copy that was generated: as YAML it takes every suite a quarter of a second. */
export function apiDescription(): object {
  if (cachedDescription === null) {
    const file = join(__dirname, '../../src/generated/openapi.json');
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) throw new Error(`${file} is not an object`);
    cachedDescription = parsed;
  }
  return cachedDescription;
}

/** Goes the way from the document's root, and on where a reference points. */
export function follow(way: readonly string[]): Place | null {
  const node = valueAt(way);
  if (typeof node !== 'object' || node === null) return null;
  const reference = propertyOf(node, '$ref');
  return typeof reference === 'string' ? follow(reference.slice(2).split('/')) : { way, node };
}

export function valueAt(way: readonly string[]): unknown {
  return way.reduce<unknown>(propertyOf, apiDescription());
}

export function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The names and values of an object; none of anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

export function has(place: Place | null, name: string): boolean {
  return place !== null && Object.hasOwn(place.node, name);
}

export function toPointer(way: readonly string[]): string {
  return way
    .map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}

/** A place in the document: the way to it and what stands there. */
export interface Place {
  readonly way: readonly string[];
  readonly node: object;
}
