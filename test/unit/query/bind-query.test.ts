import rawDatasets from '../../../fixtures/mpn/datasets.json';
import refresh from '../../../fixtures/mpn/refresh.json';
import samples from '../../../fixtures/mpn/sample-queries.json';
import systemQueries from '../../../fixtures/mpn/system-queries.json';
import { readDatasets } from '../../../src/data/read-datasets.ts';
import { bindQuery, QueryError, rangeOf, rangeOfWindow, type BoundQuery } from '../../../src/query/query.ts';
import { TIMESPANS } from '../../../src/query/syntax/query-tree.ts';
import { FINDER, finderOf, SALES } from './small-world.ts';

function complaint(text: string, datasets = FINDER): { rule: string; detail: string | null } {
  try {
    bindQuery(text, datasets);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { rule: error.rule, detail: error.detail };
  }
  throw new Error(`${text} was accepted`);
}

function names(query: BoundQuery): string[] {
  return query.columns.map((column) => column.name);
}

describe('names', () => {
  test('stand for columns, metrics and datasets in any case, and come out in the dataset’s spelling', () => {
    const query = bindQuery(
      'select CUSTOMER, totalseats from SALES where country = 1 order by REVENUE',
      FINDER,
    );
    expect(query.dataset).toBe(SALES);
    expect(names(query)).toEqual(['Customer', 'TotalSeats']);
    expect(query.conditions[0]?.column.name).toBe('Country');
    expect(query.order[0]).toMatchObject({ column: { name: 'Revenue' }, direction: 'DESC' });
  });

  test('may be an alias of the dataset', () => {
    expect(bindQuery('SELECT Customer FROM oldsales', FINDER).dataset.name).toBe('Sales');
  });

  test('selected twice count once, where they stood first', () => {
    expect(names(bindQuery('SELECT Seats, Customer, seats, Client FROM Sales', FINDER))).toEqual([
      'Seats',
      'Customer',
      'Client',
    ]);
  });

  test.each([
    ['SELECT Seats, Customer FROM Sales', false],
    ['SELECT Seats, TotalSeats FROM Sales', true],
    ['SELECT Seats FROM Sales WHERE CustomerCount > 1', true],
    ['SELECT Seats FROM Sales ORDER BY Revenue', true],
  ])('a metric anywhere makes groups: %s', (text, grouped) => {
    expect(bindQuery(text, FINDER).grouped).toBe(grouped);
  });

  test('make a query that is frozen plain data', () => {
    const text = 'SELECT Seats FROM Sales WHERE Seats IN (1) ORDER BY Seats LIMIT 5';
    const query = bindQuery(text, FINDER);
    expect(
      Object.isFrozen(query) && Object.isFrozen(query.conditions[0]) && Object.isFrozen(query.order),
    ).toBe(true);
    expect(structuredClone(query)).toEqual(query);
    expect(query).toMatchObject({ text, limit: 5, distinct: false });
  });
});

describe('a name that means nothing is told with its place and the nearest one', () => {
  test.each([
    ['SELECT a FROM Sals', 'query.dataset', "'Sals' at line 1, column 15 - did you mean 'Sales'?"],
    ['SELECT a FROM Offi', 'query.dataset', "'Offi' at line 1, column 15 - did you mean 'Offices'?"],
    ['SELECT a FROM Nothing', 'query.dataset', "'Nothing' at line 1, column 15"],
    ['SELECT Custmer FROM Sales', 'query.column', "'Custmer' at line 1, column 8 - did you mean 'Customer'?"],
    [
      "SELECT Customer\nFROM Sales\nWHERE Contry = 'US'",
      'query.column',
      "'Contry' at line 3, column 7 - did you mean 'Country'?",
    ],
    ['SELECT Seats FROM Sales ORDER BY zzzzzz', 'query.column', "'zzzzzz' at line 1, column 34"],
    [
      'SELECT Custmer, Seats FROM Sales WHERE Sets = 1 ORDER BY TotalSeat',
      'query.column',
      "'Custmer' at line 1, column 8 - did you mean 'Customer'?; 'Sets' at line 1, column 40 - did you mean 'Seats'?; " +
        "'TotalSeat' at line 1, column 58 - did you mean 'TotalSeats'?",
    ],
    [
      'SELECT Seats FROM Sales TIMESPAN LAST_7_DAYS',
      'query.date-range',
      'expected a date range of Sales (LAST_MONTH, LAST_3_MONTHS, LAST_6_MONTHS, LAST_1_YEAR, LIFETIME) but found LAST_7_DAYS at line 1, column 34',
    ],
    [
      'SELECT City FROM Offices TIMESPAN LAST_MONTH',
      'query.date-range',
      'expected a date range of Offices (LIFETIME) but found LAST_MONTH at line 1, column 35',
    ],
    [
      'SELECT DISTINCT Seats FROM Sales ORDER BY Seats, Country',
      'query.order',
      "expected a selected column or a metric but found 'Country' at line 1, column 50 - a query with metrics or DISTINCT sorts only by these",
    ],
    [
      'SELECT Seats, TotalSeats FROM Sales ORDER BY Country TIMESPAN TODAY',
      'query.order',
      "expected a selected column or a metric but found 'Country' at line 1, column 46 - a query with metrics or DISTINCT sorts only by these; " +
        'expected a date range of Sales (LAST_MONTH, LAST_3_MONTHS, LAST_6_MONTHS, LAST_1_YEAR, LIFETIME) but found TODAY at line 1, column 63',
    ],
  ])('%s', (text, rule, detail) => {
    expect(complaint(text)).toEqual({ rule, detail });
  });

  test('however many there are, ten are named', () => {
    const unknown = Array.from({ length: 5000 }, (_, i) => `Customer${i}`).join(',');
    const { detail } = complaint(`SELECT ${unknown} FROM Sales`);
    expect(detail?.split('; ')).toHaveLength(11);
    expect(detail).toMatch(/; 4990 more$/);
  });

  test('ORDER BY may use what is not selected where rows stay rows, and a metric where they do not', () => {
    expect(bindQuery('SELECT Seats FROM Sales ORDER BY Country', FINDER).order).toHaveLength(1);
    expect(bindQuery('SELECT Seats FROM Sales ORDER BY Seats, Revenue', FINDER).order).toHaveLength(2);
    expect(bindQuery('SELECT DISTINCT Seats FROM Sales ORDER BY Revenue', FINDER).order).toHaveLength(1);
  });
});

describe('TIMESPAN', () => {
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

  test('is the last six months unless said, and the lifetime where there is no time', () => {
    expect(bindQuery('SELECT Seats FROM Sales', FINDER).timespan).toBe('LAST_6_MONTHS');
    expect(bindQuery('SELECT Seats FROM Sales TIMESPAN lifetime', FINDER).timespan).toBe('LIFETIME');
    expect(bindQuery('SELECT City FROM Offices', FINDER).timespan).toBe('LIFETIME');
    expect(bindQuery('SELECT City FROM Offices TIMESPAN LIFETIME', FINDER).timespan).toBe('LIFETIME');
  });

  test.each([
    ['TODAY', '2024-03-01', '2024-03-01'],
    ['YESTERDAY', '2024-02-29', '2024-02-29'],
    ['LAST_7_DAYS', '2024-02-23', '2024-02-29'],
    ['LAST_14_DAYS', '2024-02-16', '2024-02-29'],
    ['LAST_30_DAYS', '2024-01-31', '2024-02-29'],
    ['LAST_90_DAYS', '2023-12-02', '2024-02-29'],
    ['LAST_180_DAYS', '2023-09-03', '2024-02-29'],
    ['LAST_365_DAYS', '2023-03-02', '2024-02-29'],
    ['LAST_MONTH', '2024-02-01', '2024-02-29'],
    ['LAST_3_MONTHS', '2023-12-01', '2024-02-29'],
    ['LAST_6_MONTHS', '2023-09-01', '2024-02-29'],
    ['LAST_1_YEAR', '2023-03-01', '2024-02-29'],
  ] as const)('%s on 1 March 2024 is %s to %s', (timespan, from, to) => {
    expect(rangeOf(timespan, Date.parse('2024-03-01T23:59:59.999Z'))).toEqual({
      fromDay: day(from),
      toDay: day(to),
    });
    expect(rangeOf(timespan, Date.parse('2024-03-01T00:00:00Z'))).toEqual({
      fromDay: day(from),
      toDay: day(to),
    });
  });

  test('LIFETIME is everything, and every word of the grammar has a range', () => {
    expect(rangeOf('LIFETIME', 0)).toEqual({ fromDay: -Infinity, toDay: Infinity });
    expect(TIMESPANS.every((timespan) => rangeOf(timespan, 0).fromDay <= 0)).toBe(true);
  });

  test('a window takes the dates whose midnight lies in it, ends included', () => {
    const at = (text: string): number => Date.parse(text);
    expect(rangeOfWindow({ fromAt: at('2024-01-01T00:00:00Z'), toAt: at('2024-01-31T00:00:00Z') })).toEqual({
      fromDay: day('2024-01-01'),
      toDay: day('2024-01-31'),
    });
    expect(rangeOfWindow({ fromAt: at('2024-01-01T00:00:01Z'), toAt: null })).toEqual({
      fromDay: day('2024-01-02'),
      toDay: Infinity,
    });
    expect(rangeOfWindow({ fromAt: null, toAt: at('2024-01-31T23:59:59Z') })).toEqual({
      fromDay: -Infinity,
      toDay: day('2024-01-31'),
    });
  });
});

describe('published queries', () => {
  const datasets = finderOf(readDatasets(rawDatasets, refresh));
  const valid = samples.filter((sample) => sample.valid !== false).map((sample) => sample.query);
  const invalid = samples.filter((sample) => sample.valid === false).map((sample) => sample.query);

  test('are all here', () => {
    expect([valid.length, invalid.length]).toEqual([25, 12]);
  });

  test.each(valid)('bind: %s', (text) => {
    expect(bindQuery(text, datasets).columns.length).toBeGreaterThan(0);
  });

  test.each(systemQueries.map(({ query, dataset }) => [dataset, query]))(
    'the system query of %s binds',
    (dataset, text) => {
      const found = bindQuery(text, datasets).dataset;
      expect([found.name, ...found.aliases]).toContain(dataset);
    },
  );

  test.each(invalid)('are refused where they are no queries: %s', (text) => {
    const { rule, detail } = complaint(text, datasets);
    expect(rule).toBe('query.syntax');
    expect(detail).toMatch(/^expected .+ but found .+ at line \d+, column \d+/);
  });

  test('the masked number of a sample is told with its place', () => {
    const masked = invalid.find((text) => text.includes('6096xxx')) ?? '';
    expect(complaint(masked, datasets).detail).toContain("found '6096xxx' at line 3, column 13");
    expect(bindQuery(masked.replace('6096xxx', '6096000'), datasets).grouped).toBe(true);
  });

  test('are helped where a dataset is named by half', () => {
    expect(complaint('SELECT CustomerName, Product FROM Custmers', datasets).detail).toBe(
      "'Custmers' at line 1, column 35 - did you mean 'CustomersAndTenants'?",
    );
  });

  test('run over no-break spaces too', () => {
    for (const text of valid) bindQuery(text.replaceAll(' ', '\u00a0'), datasets);
  });
});
