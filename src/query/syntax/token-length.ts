import { Lexer } from './lexer.ts';

/** How long the token is that begins there, as it is written; 0 at the end. */
export function tokenLength(text: string, offset: number): number {
  const token = new Lexer(text.slice(offset)).next();
  return token.kind === 'text' ? token.text.replaceAll("'", "''").length + 2 : token.text.length;
}
