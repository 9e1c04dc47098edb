import { refuse, type Rule } from '../../errors/api-errors.ts';
import { parseTimestamp } from '../../primitives/instant.ts';

/** @throws ApiError of `rule` when the text is no such moment, 30 February included. */
export function readTimestamp(text: string, rule: Rule, detail: string | null = null): number {
  const at = parseTimestamp(text);
  if (at === null) throw refuse(rule, detail);
  return at;
}
