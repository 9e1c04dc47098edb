import { ApiError, type Rule } from '../errors/api-errors.ts';
import type { Place } from './syntax/query-tree.ts';

/** A query that cannot run, and the place in its text where the first trouble stands. */
export class QueryError extends ApiError {
  readonly place: Place;

  constructor(rule: Rule, detail: string, place: Place) {
    super(rule, detail);
    this.place = place;
  }
}

export function describePlace(place: Place): string {
  return `at line ${place.line}, column ${place.column}`;
}

/** The part of a query that a message quotes, in bounds. */
export function quoteText(text: string): string {
  const characters = Array.from(text.slice(0, 100));
  return characters.length > 40 ? `'${characters.slice(0, 40).join('')}…'` : `'${text}'`;
}
