import { nearestName } from '../../primitives/nearest-name.ts';
import { describePlace, QueryError, quoteText } from '../query-error.ts';
import { hintFor } from './hints.ts';
import { Lexer, type Token } from './lexer.ts';
import {
  COMPARISONS,
  TIMESPANS,
  type Condition,
  type Literal,
  type Name,
  type Operator,
  type Place,
  type QueryTree,
  type SortKey,
  type TimespanClause,
} from './query-tree.ts';
import { RESERVED } from './reserved.ts';

/** Far longer than any query by hand; a client that lists guids in IN (…) can name some 1,600. */
export const MAX_QUERY_LENGTH = 65_536;

/** Reads the text of a query, or throws a `QueryError` that tells what was expected where. */
export function parseQuery(text: string): QueryTree {
  const lexer = new Lexer(text);
  if (text.length > MAX_QUERY_LENGTH) {
    const expected = `at most ${MAX_QUERY_LENGTH} characters`;
    throw syntaxError(expected, String(text.length), lexer.placeOf(MAX_QUERY_LENGTH), null);
  }
  return new Parser(lexer).query();
}

/** A method for each rule of the published grammar, in its order. */
class Parser {
  readonly #lexer: Lexer;
  #token: Token;
  /** What would have been right instead of the present token, as far as it was tried. */
  #alternatives: string[] = [];

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
    this.#token = lexer.next();
  }

  /** SELECT [DISTINCT] names FROM dataset [WHERE …] [ORDER BY …] [LIMIT n] [TIMESPAN range] [;] */
  query(): QueryTree {
    this.#expect('SELECT');
    const distinct = this.#accept('DISTINCT');
    const columns = this.#list(',', () => this.#name('a column name'));
    this.#expect('FROM');
    const dataset = this.#name('a dataset name');
    const conditions = this.#accept('WHERE') ? this.#list('AND', () => this.#condition()) : NONE;
    const order = this.#accept('ORDER', 'ORDER BY') ? this.#order() : NONE;
    const limit = this.#accept('LIMIT') ? this.#limit() : null;
    const timespan = this.#accept('TIMESPAN') ? this.#timespan() : null;
    this.#accept(';');
    if (this.#token.kind !== 'end') throw this.#unexpected('the end of the query');
    return Object.freeze({ distinct, columns, dataset, conditions, order, limit, timespan });
  }

  /** name op value | name [NOT] LIKE value | name [NOT] IN (value, …) */
  #condition(): Condition {
    const name = this.#name('a column or metric name');
    const operator = this.#operator();
    const values =
      operator === 'IN' || operator === 'NOT IN' ? this.#values() : Object.freeze([this.#value()]);
    return Object.freeze({ name, operator, values });
  }

  #operator(): Operator {
    const comparison = COMPARISONS.find((symbol) => this.#accept(symbol));
    if (comparison !== undefined) return comparison;
    const negated = this.#accept('NOT');
    if (this.#accept('LIKE')) return negated ? 'NOT LIKE' : 'LIKE';
    this.#expect('IN');
    return negated ? 'NOT IN' : 'IN';
  }

  #values(): readonly Literal[] {
    this.#expect('(');
    const values = this.#list(',', () => this.#value());
    this.#expect(')');
    return values;
  }

  #value(): Literal {
    const { kind, text, place } = this.#token;
    if (kind !== 'number' && kind !== 'text') {
      const bare = kind === 'word' || (kind === 'broken' && /^\w/.test(text));
      throw this.#unexpected("a number or a 'text'", bare ? 'text stands in single quotes' : null);
    }
    this.#advance();
    return Object.freeze({ kind, text, place });
  }

  /** Without direction it goes down, the reverse of SQL: the published page says so. */
  #order(): readonly SortKey[] {
    this.#expect('BY');
    return this.#list(',', () => {
      const name = this.#name('a column or metric name');
      const direction = this.#accept('ASC') ? 'ASC' : 'DESC';
      if (direction === 'DESC') this.#accept('DESC');
      return Object.freeze({ name, direction });
    });
  }

  #limit(): number {
    const { kind, text } = this.#token;
    if (kind !== 'number' || !/^\d*[1-9]\d*$/.test(text)) throw this.#unexpected('a whole number from 1 up');
    this.#advance();
    return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
  }

  #timespan(): TimespanClause {
    const { text, place } = this.#token;
    const range = TIMESPANS.find((known) => this.#accept(known));
    if (range !== undefined) return Object.freeze({ range, place });
    this.#alternatives = [];
    const nearest = nearestName(text, TIMESPANS);
    throw this.#unexpected('a date range', nearest === null ? null : `did you mean '${nearest}'?`);
  }

  #name(what: string): Name {
    const { kind, text, place } = this.#token;
    if (kind !== 'word' || RESERVED.has(text.toUpperCase())) throw this.#unexpected(what);
    this.#advance();
    return Object.freeze({ text, place });
  }

  #list<Item>(separator: string, item: () => Item): readonly Item[] {
    const items = [item()];
    while (this.#accept(separator)) items.push(item());
    return Object.freeze(items);
  }

  #expect(wanted: string): void {
    if (!this.#accept(wanted)) throw this.#unexpected(null);
  }

  /** Takes the present token if it is this keyword or symbol. */
  #accept(wanted: string, shown = wanted): boolean {
    const { kind, text } = this.#token;
    if ((kind === 'word' || kind === 'symbol') && text.toUpperCase() === wanted) {
      this.#advance();
      return true;
    }
    this.#alternatives.push(/^\w/.test(shown) ? shown : `'${shown}'`);
    return false;
  }

  #advance(): void {
    this.#token = this.#lexer.next();
    this.#alternatives = [];
  }

  #unexpected(wanted: string | null, hint: string | null = null): QueryError {
    const all = wanted === null ? this.#alternatives : [...this.#alternatives, wanted];
    const last = all.at(-1) ?? '';
    const expected = all.length < 2 ? last : `${all.slice(0, -1).join(', ')} or ${last}`;
    return syntaxError(expected, describeToken(this.#token), this.#token.place, hintFor(this.#token) ?? hint);
  }
}

const NONE: readonly never[] = Object.freeze([]);

function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the end of the query';
  if (token.kind === 'text') return `the text ${quoteText(token.text)}`;
  if (token.kind === 'broken' && token.text.startsWith("'")) return 'text without its closing quote';
  return quoteText(token.text);
}

function syntaxError(expected: string, found: string, place: Place, hint: string | null): QueryError {
  const detail = `expected ${expected} but found ${found} ${describePlace(place)}`;
  return new QueryError('query.syntax', hint === null ? detail : `${detail} - ${hint}`, place);
}
