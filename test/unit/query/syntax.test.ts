import fc from 'fast-check';
import { ApiError } from '../../../src/errors/api-errors.ts';
import { MAX_QUERY_LENGTH, parseQuery, QueryError } from '../../../src/query/query.ts';
import { RESERVED } from '../../../src/query/syntax/reserved.ts';
import {
  COMPARISONS,
  TIMESPANS,
  type Condition,
  type Literal,
  type Name,
  type Place,
  type QueryTree,
} from '../../../src/query/syntax/query-tree.ts';
import { printQuery } from './print-query.ts';

function complaint(text: string): string | null {
  try {
    parseQuery(text);
    throw new Error(`${text} was accepted`);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    expect(error.status).toBe(400);
    expect(error.rule).toBe('query.syntax');
    return error.detail;
  }
}

function withoutPlaces(tree: QueryTree): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'place' ? undefined : value)));
}

describe('a query as text', () => {
  test('reads every clause of the grammar', () => {
    const tree = parseQuery(
      "select distinct A, b FROM Things where A = 1 and b not like '%it''s%' AND A in (-1.50, 'x') " +
        'order by b asc, A limit 10 timespan last_month;',
    );
    expect(withoutPlaces(tree)).toEqual({
      distinct: true,
      columns: [{ text: 'A' }, { text: 'b' }],
      dataset: { text: 'Things' },
      conditions: [
        { name: { text: 'A' }, operator: '=', values: [{ kind: 'number', text: '1' }] },
        { name: { text: 'b' }, operator: 'NOT LIKE', values: [{ kind: 'text', text: "%it's%" }] },
        {
          name: { text: 'A' },
          operator: 'IN',
          values: [
            { kind: 'number', text: '-1.50' },
            { kind: 'text', text: 'x' },
          ],
        },
      ],
      order: [
        { name: { text: 'b' }, direction: 'ASC' },
        { name: { text: 'A' }, direction: 'DESC' },
      ],
      limit: 10,
      timespan: { range: 'LAST_MONTH' },
    });
  });

  test('knows the place of every name, line breaks and no-break spaces included', () => {
    const tree = parseQuery("SELECT\u00a0A,\r\n  B\nFROM\tT WHERE A='\n' AND B=2");
    expect(tree.columns.map(({ place }) => place)).toEqual([
      { offset: 7, line: 1, column: 8 },
      { offset: 13, line: 2, column: 3 },
    ]);
    expect(tree.dataset.place).toEqual({ offset: 20, line: 3, column: 6 });
    expect(tree.conditions[1]?.name.place).toMatchObject({ line: 4, column: 7 });
  });

  test('is frozen to the bottom', () => {
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    const tree = parseQuery("SELECT A FROM T WHERE A IN (1,'2') AND B=1 ORDER BY A LIMIT 1 TIMESPAN TODAY");
    expect(frozen(tree)).toBe(true);
    expect(frozen(parseQuery('SELECT A FROM T'))).toBe(true);
  });

  test('needs no blanks where symbols divide', () => {
    expect(printQuery(parseQuery("SELECT a,b FROM T WHERE a>=-5 AND b!='x'AND c IN(1,2)LIMIT 3;"))).toBe(
      "SELECT a, b FROM T WHERE a >= -5 AND b != 'x' AND c IN (1, 2) LIMIT 3",
    );
  });
});

describe('a query that is not one is told', () => {
  test.each([
    ['', 'expected SELECT but found the end of the query at line 1, column 1'],
    ['FROM  OfficeUsage', "expected SELECT but found 'FROM' at line 1, column 1"],
    ['SELECT a, b;', "expected ',' or FROM but found ';' at line 1, column 12"],
    ['SELECT FROM T', "expected DISTINCT or a column name but found 'FROM' at line 1, column 8"],
    [
      'SELECT * FROM T',
      "expected DISTINCT or a column name but found '*' at line 1, column 8 - columns are named one by one",
    ],
    [
      'SELECT COUNT(a) FROM T',
      "expected ',' or FROM but found '(' at line 1, column 13 - parentheses only hold the values of IN and NOT IN, and there are no functions",
    ],
    [
      'SELECT a AS b FROM T',
      "expected ',' or FROM but found 'AS' at line 1, column 10 - columns cannot be renamed",
    ],
    [
      'SELECT a FROM T, U',
      "expected WHERE, ORDER BY, LIMIT, TIMESPAN, ';' or the end of the query but found ',' at line 1, column 16",
    ],
    [
      'SELECT a FROM T\nWHERE a=1 OR b=2',
      "expected AND, ORDER BY, LIMIT, TIMESPAN, ';' or the end of the query but found 'OR' at line 2, column 11 - conditions can only be joined by AND",
    ],
    [
      'SELECT a FROM T WHERE (a=1)',
      "expected a column or metric name but found '(' at line 1, column 23 - parentheses only hold the values of IN and NOT IN, and there are no functions",
    ],
    [
      'SELECT a FROM T WHERE a BETWEEN 1 AND 2',
      "expected '=', '!=', '>', '<', '>=', '<=', NOT, LIKE or IN but found 'BETWEEN' at line 1, column 25 - use >= and <=",
    ],
    [
      'SELECT a FROM T WHERE a IS NULL',
      "expected '=', '!=', '>', '<', '>=', '<=', NOT, LIKE or IN but found 'IS' at line 1, column 25 - there is no test for blank values",
    ],
    [
      'SELECT a FROM T WHERE a <> 1',
      "expected '=', '!=', '>', '<', '>=', '<=', NOT, LIKE or IN but found '<>' at line 1, column 25 - write !=",
    ],
    [
      'SELECT a FROM T WHERE a=6096xxx TIMESPAN LAST_6_MONTHS',
      "expected a number or a 'text' but found '6096xxx' at line 1, column 25 - text stands in single quotes",
    ],
    [
      'SELECT a FROM T WHERE a = US',
      "expected a number or a 'text' but found 'US' at line 1, column 27 - text stands in single quotes",
    ],
    [
      'SELECT a FROM T WHERE a = "US"',
      "expected a number or a 'text' but found '\"' at line 1, column 27 - text stands in straight single quotes",
    ],
    [
      "SELECT a FROM T WHERE a = 'US",
      "expected a number or a 'text' but found text without its closing quote at line 1, column 27 - a quote inside text is written twice",
    ],
    [
      'SELECT a FROM T WHERE a = (1, 2)',
      "expected a number or a 'text' but found '(' at line 1, column 27 - parentheses only hold the values of IN and NOT IN, and there are no functions",
    ],
    ['SELECT a FROM T WHERE a IN ()', "expected a number or a 'text' but found ')' at line 1, column 29"],
    ['SELECT a FROM T WHERE a IN 1', "expected '(' but found '1' at line 1, column 28"],
    [
      'SELECT a FROM T WHERE a IN (1',
      "expected ',' or ')' but found the end of the query at line 1, column 30",
    ],
    [
      'SELECT a FROM T WHERE a = 1e5',
      "expected a number or a 'text' but found '1e5' at line 1, column 27 - text stands in single quotes",
    ],
    ['SELECT a FROM T LIMIT 0', "expected a whole number from 1 up but found '0' at line 1, column 23"],
    ['SELECT a FROM T LIMIT 1.5', "expected a whole number from 1 up but found '1.5' at line 1, column 23"],
    ['SELECT a FROM T LIMIT -1', "expected a whole number from 1 up but found '-1' at line 1, column 23"],
    [
      "SELECT a FROM T LIMIT '1'",
      "expected a whole number from 1 up but found the text '1' at line 1, column 23",
    ],
    [
      'SELECT a FROM T LIMIT 1 ORDER BY a',
      "expected TIMESPAN, ';' or the end of the query but found 'ORDER' at line 1, column 25 - clauses stand in the order SELECT, FROM, WHERE, ORDER BY, LIMIT, TIMESPAN",
    ],
    [
      'SELECT a FROM T ORDER BY a ASC DESC',
      "expected ',', LIMIT, TIMESPAN, ';' or the end of the query but found 'DESC' at line 1, column 32",
    ],
    [
      'SELECT a FROM T TIMESPAN LAST_3_MONTH',
      "expected a date range but found 'LAST_3_MONTH' at line 1, column 26 - did you mean 'LAST_3_MONTHS'?",
    ],
    ['SELECT a FROM T;;', "expected the end of the query but found ';' at line 1, column 17"],
    ['SELECT Größe FROM T', "expected DISTINCT or a column name but found 'Größe' at line 1, column 8"],
    ['SELECT a FROM [T]', "expected a dataset name but found '[' at line 1, column 15"],
    ['SELECT a 😀', "expected ',' or FROM but found '😀' at line 1, column 10"],
  ])('%s', (text, expected) => {
    expect(complaint(text)).toBe(expected);
  });

  test('a very long word is cut short in the message', () => {
    expect(complaint(`SELECT a ${'b'.repeat(5000)}`)?.length).toBeLessThan(120);
  });

  test('a query over 64 Ki characters', () => {
    const text = `SELECT a FROM T WHERE a = '${'x'.repeat(MAX_QUERY_LENGTH)}'`;
    expect(complaint(text)).toMatch(
      /^expected at most 65536 characters but found \d+ at line 1, column 65537$/,
    );
  });

  test.each([
    ['quotes', `SELECT a FROM T WHERE a='${"''".repeat(32_000)}`],
    ['an endless list', `SELECT a FROM T WHERE a IN (${'1,'.repeat(32_000)}`],
    ['line breaks', `SELECT a ${'\n'.repeat(65_000)}`],
    ['names', `SELECT ${'a,'.repeat(32_000)}`],
    ['parentheses', `SELECT a FROM T WHERE ${'('.repeat(65_000)}`],
    ['signs', `SELECT a FROM T WHERE a=${'+-'.repeat(32_000)}`],
    ['one long word', 'S'.repeat(65_000)],
  ])('at once, however hostile: %s', (_what, text) => {
    const started = process.hrtime.bigint();
    complaint(text);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
  });
});

const place: Place = { offset: 0, line: 1, column: 1 };
const name: fc.Arbitrary<Name> = fc
  .tuple(
    fc.constantFrom('a', 'B', '_', 'Zz'),
    fc.string({ unit: fc.constantFrom('a', 'Q', '_', '0', '9'), maxLength: 6 }),
  )
  .map((parts) => parts.join(''))
  .filter((text) => !RESERVED.has(text.toUpperCase()))
  .map((text) => ({ text, place }));
const digits = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.nat(), fc.constantFrom('', '.0', '.25', '.005'))
  .map((parts) => parts.join(''));
const character = fc.oneof(
  fc.constantFrom("'", '\n', '\u00a0', '%'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const literal: fc.Arbitrary<Literal> = fc.oneof(
  digits.map((text) => ({ kind: 'number' as const, text, place })),
  fc.string({ unit: character }).map((text) => ({ kind: 'text' as const, text, place })),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    name,
    operator: fc.constantFrom(...COMPARISONS, 'LIKE' as const, 'NOT LIKE' as const),
    values: fc.tuple(literal),
  }),
  fc.record({
    name,
    operator: fc.constantFrom('IN' as const, 'NOT IN' as const),
    values: fc.array(literal, { minLength: 1, maxLength: 4 }),
  }),
);
const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
const anyTree: fc.Arbitrary<QueryTree> = fc.record({
  distinct: fc.boolean(),
  columns: fc.array(name, { minLength: 1, maxLength: 4 }),
  dataset: name,
  conditions: fc.array(condition, { maxLength: 3 }),
  order: fc.array(fc.record({ name, direction }), { maxLength: 3 }),
  limit: fc.option(fc.integer({ min: 1 })),
  timespan: fc.option(fc.constantFrom(...TIMESPANS).map((range) => ({ range, place }))),
});

describe('whatever the query', () => {
  test('what is printed reads as the same query, and prints the same', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const printed = printQuery(tree);
        const read = parseQuery(printed);
        expect(withoutPlaces(read)).toEqual(withoutPlaces(tree));
        expect(printQuery(read)).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });

  test('white space and letter case of keywords make no difference', () => {
    const space = fc.string({
      unit: fc.constantFrom(' ', '\t', '\n', '\r\n', '\u00a0'),
      minLength: 1,
      maxLength: 3,
    });
    const words = [
      'SELECT',
      'DISTINCT',
      'a',
      ',',
      'b',
      'FROM',
      'T',
      'WHERE',
      'a',
      'NOT',
      'IN',
      '(',
      '1',
      ',',
      "'x y'",
    ];
    const more = [
      ')',
      'AND',
      'b',
      '>=',
      '-2.5',
      'ORDER',
      'BY',
      'a',
      'ASC',
      'LIMIT',
      '7',
      'TIMESPAN',
      'LAST_MONTH',
    ];
    const tokens = [...words, ...more];
    const expected = withoutPlaces(parseQuery(tokens.join(' ')));
    const gaps = fc.array(fc.tuple(space, fc.boolean()), {
      minLength: tokens.length,
      maxLength: tokens.length,
    });
    fc.assert(
      fc.property(gaps, (choices) => {
        const text = tokens
          .map(
            (token, i) =>
              `${choices[i]?.[0]}${choices[i]?.[1] && token.length > 1 ? token.toLowerCase() : token}`,
          )
          .join('');
        expect(withoutPlaces(parseQuery(text))).toEqual(expected);
      }),
    );
  });

  test('random text gives a tree, or a refusal with a place inside the text', () => {
    const scrap = fc.constantFrom(
      ...[
        'SELECT',
        'DISTINCT',
        'FROM',
        'WHERE',
        'AND',
        'ORDER BY',
        'LIMIT',
        'TIMESPAN',
        'LIKE',
        'NOT',
        'IN',
        '(',
        ')',
      ],
      ...[
        ',',
        '=',
        '!=',
        "'",
        "'x'",
        '1',
        '-1.5',
        'a',
        'Month',
        'LIFETIME',
        ';',
        '\n',
        '\u00a0',
        '😀',
        '\ud800',
        '"',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(scrap, { maxLength: 30 }).map((scraps) => scraps.join(' ')),
      fc.array(scrap, { maxLength: 12 }).map((scraps) => `SELECT a FROM T ${scraps.join('')}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          expect(Object.isFrozen(parseQuery(given))).toBe(true);
        } catch (error) {
          if (!(error instanceof QueryError) || !(error instanceof ApiError)) throw error;
          expect(error.status).toBe(400);
          expect(error.detail).toMatch(/^expected .+ but found [^]+ at line \d+, column \d+( - .+)?$/);
          expect(error.place.offset).toBeLessThanOrEqual(given.length);
          const lines = given.slice(0, error.place.offset).split('\n');
          expect(error.place.line).toBe(lines.length);
          expect(error.place.column).toBe((lines.at(-1)?.length ?? 0) + 1);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
