import type { ControlError } from '../errors/control-errors.ts';
import { invalidValue } from './invalid-value.ts';

/** @throws ControlError for a parameter that the call does not have: it may be a misspelt one. */
export function requireKnown(query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!names.includes(name)) throw invalidParameter(name, `is not among ${names.join(', ')}`);
  }
}

export function invalidParameter(name: string, problem: string): ControlError {
  return invalidValue(`?${name}`, problem);
}

/**
 * How many things are wanted, from 1 to `most`; `usual` of them when it is not said.
 * @throws ControlError
 */
export function readLimit(given: string | number | null, usual: number, most: number): number {
  const limit = Number(given ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw invalidParameter('limit', `is a whole number from 1 to ${most}`);
}
