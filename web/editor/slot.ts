import type { Word } from './words.ts';

/** What may stand at a place of a query, judged by the words before it. */
export type Slot =
  | { readonly wants: 'keywords'; readonly keywords: readonly string[] }
  | { readonly wants: 'name'; readonly keywords: readonly string[] }
  | { readonly wants: 'dataset' | 'operator' | 'range' | 'nothing' }
  | { readonly wants: 'value'; readonly column: string };

const CLAUSES = ['SELECT', 'FROM', 'WHERE', 'ORDER', 'LIMIT', 'TIMESPAN'] as const;
const NOTHING: Slot = { wants: 'nothing' };

/** @param before the words that are complete before the place */
export function slotAfter(before: readonly Word[]): Slot {
  const start = before.findLastIndex(({ text, kind }) => kind === 'keyword' && isClause(text));
  const clause = before[start]?.text;
  const inside = before.slice(start + 1);
  switch (clause) {
    case undefined:
      return keywords('SELECT');
    case 'SELECT':
      return inNames(inside, ['DISTINCT'], ['FROM']);
    case 'FROM':
      return inside.length === 0 ? { wants: 'dataset' } : keywords('WHERE', 'ORDER BY', 'LIMIT', 'TIMESPAN');
    case 'WHERE':
      return inConditions(inside);
    case 'ORDER':
      return inOrder(inside);
    case 'LIMIT':
      return inside.length === 0 ? NOTHING : keywords('TIMESPAN');
    default:
      return inside.length === 0 ? { wants: 'range' } : NOTHING;
  }
}

/** The dataset that a query reads, whether or not it stands before the place. */
export function datasetIn(words: readonly Word[]): string | null {
  const from = words.findIndex(({ kind, text }) => kind === 'keyword' && text === 'FROM');
  const named = from < 0 ? undefined : words[from + 1];
  return named?.kind === 'name' ? named.text : null;
}

function inNames(inside: readonly Word[], first: readonly string[], after: readonly string[]): Slot {
  const last = inside.at(-1);
  if (last === undefined) return { wants: 'name', keywords: first };
  if (last.text === ',' || last.text === 'DISTINCT') return { wants: 'name', keywords: [] };
  return keywords(...after);
}

function inOrder(inside: readonly Word[]): Slot {
  if (inside[0]?.text !== 'BY') return keywords('BY');
  const after = ['LIMIT', 'TIMESPAN'];
  const last = inside.at(-1);
  const isSorted = last?.text === 'ASC' || last?.text === 'DESC';
  return inNames(inside.slice(1), [], isSorted ? after : ['ASC', 'DESC', ...after]);
}

/** name op value AND … */
function inConditions(inside: readonly Word[]): Slot {
  const condition = inside.slice(inside.findLastIndex(({ text }) => text === 'AND') + 1);
  const [name, ...rest] = condition;
  if (name === undefined) return { wants: 'name', keywords: [] };
  const last = rest.at(-1);
  if (last === undefined) return { wants: 'operator' };
  if (last.text === 'NOT') return keywords('LIKE', 'IN');
  const isList = rest.some(({ text }) => text === 'IN');
  const isOpen = isList && rest.some(({ text }) => text === '(') && last.text !== ')';
  if (isList && !isOpen) return last.text === ')' ? afterCondition() : NOTHING;
  if (isOpen) return last.text === '(' || last.text === ',' ? valueOf(name) : NOTHING;
  return last.kind === 'symbol' || last.text === 'LIKE' ? valueOf(name) : afterCondition();
}

function valueOf({ text }: Word): Slot {
  return { wants: 'value', column: text };
}

function afterCondition(): Slot {
  return keywords('AND', 'ORDER BY', 'LIMIT', 'TIMESPAN');
}

function keywords(...names: readonly string[]): Slot {
  return { wants: 'keywords', keywords: names };
}

function isClause(text: string): boolean {
  return CLAUSES.some((clause) => clause === text);
}
