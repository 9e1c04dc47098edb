import type { Token } from './lexer.ts';

const CLAUSE_ORDER = 'clauses stand in the order SELECT, FROM, WHERE, ORDER BY, LIMIT, TIMESPAN';
const QUOTES = 'text stands in straight single quotes';

const HINTS = new Map([
  ['OR', 'conditions can only be joined by AND'],
  ['BETWEEN', 'use >= and <='],
  ['IS', 'there is no test for blank values'],
  ['AS', 'columns cannot be renamed'],
  ['GROUP', 'a metric is grouped by the selected columns as it is'],
  ['HAVING', 'a condition on a metric stands in WHERE'],
  ['JOIN', 'a query reads one dataset'],
  ['*', 'columns are named one by one'],
  ['(', 'parentheses only hold the values of IN and NOT IN, and there are no functions'],
  ['<>', 'write !='],
  ['==', 'write ='],
  ['"', QUOTES],
  ['‘', QUOTES],
  ['’', QUOTES],
  ['“', QUOTES],
  ['”', QUOTES],
  ['WHERE', CLAUSE_ORDER],
  ['ORDER', CLAUSE_ORDER],
  ['LIMIT', CLAUSE_ORDER],
  ['TIMESPAN', CLAUSE_ORDER],
]);

/** What people who know SQL write here, and what this language has for it. */
export function hintFor(token: Token): string | null {
  if (token.kind === 'broken' && token.text.startsWith("'")) return 'a quote inside text is written twice';
  return token.kind === 'text' ? null : (HINTS.get(token.text.toUpperCase()) ?? null);
}
