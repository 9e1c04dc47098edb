import type { Place } from './query-tree.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'symbol' | 'end' | 'broken';
  /** As written; the value itself for a text, without its quotes. */
  readonly text: string;
  readonly place: Place;
}

// `\s` takes in U+00A0, which stands in queries copied from the published pages.
const SPACE = /\s*/y;
const RUN = /[+-]?[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]*)?/uy;
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
// `<>` and `==` mean nothing here, but a message should name them whole.
const SYMBOL = /[!<>=]=|<>|[=<>(),;]/y;

/** Cuts the text of a query into tokens, one at a time, never looking back. */
export class Lexer {
  readonly #text: string;
  #offset = 0;
  #line = 1;
  #lineStart = 0;
  #nextBreak: number;

  constructor(text: string) {
    this.#text = text;
    this.#nextBreak = text.indexOf('\n');
  }

  next(): Token {
    this.#take(SPACE);
    const place = this.placeOf(this.#offset);
    if (this.#offset >= this.#text.length) return token('end', '', place);
    if (this.#text[this.#offset] === "'") return this.#quotedText(place);
    const symbol = this.#take(SYMBOL);
    if (symbol !== '') return token('symbol', symbol, place);
    const run = this.#take(RUN);
    if (run === '') return token('broken', this.#oneCharacter(), place);
    return token(WORD.test(run) ? 'word' : NUMBER.test(run) ? 'number' : 'broken', run, place);
  }

  /** Only ever asked for offsets further on than the last one, so that all places together cost one walk over the text. */
  placeOf(offset: number): Place {
    while (this.#nextBreak >= 0 && this.#nextBreak < offset) {
      this.#line++;
      this.#lineStart = this.#nextBreak + 1;
      this.#nextBreak = this.#text.indexOf('\n', this.#lineStart);
    }
    return Object.freeze({ offset, line: this.#line, column: offset - this.#lineStart + 1 });
  }

  /** Without its closing quote it is broken, and runs to the end. */
  #quotedText(place: Place): Token {
    const start = this.#offset;
    let from = start + 1;
    for (;;) {
      const quote = this.#text.indexOf("'", from);
      if (quote < 0) {
        this.#offset = this.#text.length;
        return token('broken', this.#text.slice(start), place);
      }
      from = quote + 2;
      if (this.#text[quote + 1] === "'") continue;
      this.#offset = quote + 1;
      return token('text', this.#text.slice(start + 1, quote).replaceAll("''", "'"), place);
    }
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#offset += found.length;
    return found;
  }

  #oneCharacter(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#offset) ?? 0);
    this.#offset += character.length;
    return character;
  }
}

function token(kind: Token['kind'], text: string, place: Place): Token {
  return { kind, text, place };
}
