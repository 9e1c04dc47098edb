import { Lexer } from '../../src/query/syntax/lexer.ts';
import { TIMESPANS } from '../../src/query/syntax/query-tree.ts';
import { RESERVED } from '../../src/query/syntax/reserved.ts';

/** A piece of a query's text, cut as the emulator itself cuts it. */
export interface Word {
  readonly kind: 'keyword' | 'range' | 'name' | 'text' | 'number' | 'symbol' | 'broken';
  /** As it stands there; keywords and ranges in capitals. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const RANGES: ReadonlySet<string> = new Set(TIMESPANS);

export function wordsOf(query: string): Word[] {
  const lexer = new Lexer(query);
  const words: Word[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    const from = token.place.offset;
    // The lexer gives a text without its quotes.
    const length = token.kind === 'text' ? token.text.replaceAll("'", "''").length + 2 : token.text.length;
    const written = query.slice(from, from + length);
    const kind = token.kind === 'word' ? kindOfWord(written) : token.kind;
    const text = kind === 'keyword' || kind === 'range' ? written.toUpperCase() : written;
    words.push({ kind, text, from, to: from + length });
  }
  return words;
}

function kindOfWord(text: string): Word['kind'] {
  const upper = text.toUpperCase();
  if (RESERVED.has(upper)) return 'keyword';
  return RANGES.has(upper) ? 'range' : 'name';
}
