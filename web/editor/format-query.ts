import { wordsOf, type Word } from './words.ts';

const CLAUSES: ReadonlySet<string> = new Set(['FROM', 'WHERE', 'ORDER', 'LIMIT', 'TIMESPAN']);

/** A clause a line, conditions indented, keywords in capitals; what can't be read stays as it is. */
export function formatQuery(query: string): string {
  const words = wordsOf(query);
  if (words.some(({ kind }) => kind === 'broken')) return query;
  return words.map((word, at) => gapBefore(word, words[at - 1]) + word.text).join('');
}

function gapBefore({ kind, text }: Word, previous: Word | undefined): string {
  if (previous === undefined) return '';
  if (kind === 'keyword' && CLAUSES.has(text)) return '\n';
  if (kind === 'keyword' && text === 'AND') return '\n  ';
  return [',', ')', ';'].includes(text) || previous.text === '(' ? '' : ' ';
}
