import fc from 'fast-check';
import { bindQuery, jsonCell, rangeOf, runQuery } from '../../../src/query/query.ts';
import { evaluateNaively } from './naive-evaluator.ts';
import { AS_OF, FINDER, SALES, sourceOf, type Row } from './small-world.ts';

const TODAY = AS_OF / 86_400_000;

const blankOr = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(values, { nil: null, freq: 5 });
const word = fc.constantFrom(
  'a',
  'A',
  'b',
  'B c',
  ' b',
  'É',
  'é',
  'x%',
  '_',
  '10',
  '007',
  '😀',
  '\uff21',
  '2025-12-01',
);
const row: fc.Arbitrary<Row> = fc.record({
  Month: blankOr(fc.constantFrom(TODAY - 400, TODAY - 100, TODAY - 40, TODAY - 14, TODAY - 15, TODAY)),
  Customer: blankOr(word),
  Country: blankOr(word),
  Seats: blankOr(fc.oneof(fc.integer({ min: -3, max: 12 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }))),
  Price: blankOr(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer())),
  IsDuplicate: blankOr(fc.constantFrom('Yes', 'No')),
  Email: blankOr(word),
  RevenueUSD: blankOr(fc.integer({ min: -250, max: 250 })),
});

const attributeName = fc.constantFrom(...SALES.attributes.map(({ name }) => name));
const anyName = fc.oneof(
  { weight: 3, arbitrary: attributeName },
  { weight: 1, arbitrary: fc.constantFrom(...SALES.metrics.map(({ name }) => name)) },
);
const literal = fc.oneof(
  fc.constantFrom('0', '10', '-1', '2.5', '-0.05', '1.005', '007', '20251201', '+3.0', '1.10', '-2.25'),
  word.map((text) => `'${text}'`),
  fc.constantFrom("'%'", "'%b%'", "'_'", "'1%'", "'%.__'", "' 10 '", "'-0.0%'", "''", "'%1_%'"),
  fc.constantFrom(
    "'2025-12-01T00:00:00Z'",
    "'2025-12-31 12:00:00'",
    "'2025-12-06'",
    "'2025-02-30'",
    "'true'",
    "'NO'",
  ),
);
const condition = fc.oneof(
  fc
    .tuple(anyName, fc.constantFrom('=', '!=', '<', '>', '<=', '>=', 'LIKE', 'NOT LIKE'), literal)
    .map((parts) => parts.join(' ')),
  fc
    .tuple(anyName, fc.constantFrom('IN', 'NOT IN'), fc.array(literal, { minLength: 1, maxLength: 4 }))
    .map(([name, operator, values]) => `${name} ${operator} (${values.join(', ')})`),
);
const direction = fc.constantFrom('', ' ASC', ' DESC');

/** Valid but for ORDER BY, which may name what a grouped query cannot sort by. */
const queryText = fc
  .record({
    distinct: fc.boolean(),
    columns: fc.array(anyName, { minLength: 1, maxLength: 4 }),
    conditions: fc.array(condition, { maxLength: 2 }),
    order: fc.array(fc.tuple(anyName, direction), { maxLength: 3 }),
    limit: fc.option(fc.integer({ min: 1, max: 8 })),
    timespan: fc.constantFrom('', ' TIMESPAN LIFETIME', ' TIMESPAN LAST_MONTH', ' TIMESPAN LAST_1_YEAR'),
  })
  .map(({ distinct, columns, conditions, order, limit, timespan }) => {
    const plain = !distinct && ![...columns, ...conditions, ...order.map(([name]) => name)].some(namesMetric);
    const sortable = order.filter(([name]) => plain || columns.includes(name) || namesMetric(name));
    return [
      `SELECT ${distinct ? 'DISTINCT ' : ''}${columns.join(', ')} FROM Sales`,
      conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '',
      sortable.length > 0 ? ` ORDER BY ${sortable.map((parts) => parts.join('')).join(', ')}` : '',
      limit === null ? '' : ` LIMIT ${limit}`,
      timespan,
    ].join('');
  });

/** Of a name, or of a condition, which starts with one. */
function namesMetric(part: string): boolean {
  return SALES.metrics.some(({ name }) => part.startsWith(name));
}

test('any query over any rows answers as the plain reading of the language does', () => {
  fc.assert(
    fc.property(queryText, fc.array(row, { maxLength: 25 }), (text, rows) => {
      const query = bindQuery(text, FINDER);
      const { fromDay, toDay } = rangeOf(query.timespan, AS_OF);
      const result = runQuery(query, sourceOf(rows), { asOf: AS_OF, redact: false });
      const cells = Array.from({ length: result.rowCount }, (_, at) =>
        result.columns.map(({ column }) => jsonCell(column, at)),
      );
      expect(cells).toEqual(evaluateNaively(query, rows, fromDay, toDay));
    }),
    { numRuns: 3000 },
  );
});
