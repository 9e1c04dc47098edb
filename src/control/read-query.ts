import { ControlError } from '../errors/control-errors.ts';

/** @throws ControlError for a parameter that the call does not have: it may be a misspelt one. */
export function requireKnown(query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!names.includes(name)) throw invalidParameter(name, `is not among ${names.join(', ')}`);
  }
}

export function invalidParameter(name: string, problem: string): ControlError {
  return new ControlError('InvalidRequest', `${name} ${problem}`, [{ at: `?${name}`, problem }]);
}
