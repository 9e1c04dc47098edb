import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Dataset } from '../../../src/data/dataset.ts';
import { publishedMonths } from '../../../src/data/published-months.ts';
import type { DataSource, Table } from '../../../src/data/table.ts';
import { DAY, monthOf, startOfMonth } from '../../../src/primitives/instant.ts';
import { firstDayOf } from '../../../src/primitives/month.ts';
import { dataset, datasets, EVER, linesOf, NOW, sourcesOf, worldOf } from './world-for-test.ts';

const GOLDEN = 'test/unit/data/golden.json';
const names = datasets.map((one) => one.name);
const dated = datasets.filter((one) => one.dateColumn !== null).map((one) => one.name);

const monthRange = (month: number) => ({ fromDay: firstDayOf(month), toDay: firstDayOf(month + 1) - 1 });
const linesIn = (world: DataSource, one: Dataset, range = EVER, asOf = NOW) =>
  linesOf(world.table(one, range, asOf), sourcesOf(one));
const hash = (lines: readonly string[]) =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 8);
/** By month, as 2025-12; what has no dates has only its current rows. */
const hashesOf = (world: DataSource, one: Dataset) =>
  one.dateColumn === null
    ? { current: hash(linesIn(world, one)) }
    : Object.fromEntries(
        publishedMonths(one, EVER, NOW).map((month) => [
          new Date(startOfMonth(month)).toISOString().slice(0, 7),
          hash(linesIn(world, one, monthRange(month))),
        ]),
      );

/** After a change of the world that is meant, run with UPDATE_GOLDEN=1 and look at what changed. */
test('the rows of two seeds are, month by month, those of the day before', () => {
  const hashes = Object.fromEntries(
    [1, 20_260_115].map((seed) => {
      const world = worldOf(seed, 25);
      return [seed, Object.fromEntries(datasets.map((one) => [one.name, hashesOf(world, one)]))];
    }),
  );
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, `${JSON.stringify(hashes, null, 2)}\n`);
  expect(hashes).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
});

describe('worlds', () => {
  const [one, like, other] = [worldOf(5, 10), worldOf(5, 10), worldOf(6, 10)];

  test.each(names)('of one seed have the same rows of %s, one of another has others', (name) => {
    const lines = linesIn(one, dataset(name));
    expect(linesIn(like, dataset(name))).toEqual(lines);
    expect(linesIn(other, dataset(name))).not.toEqual(lines);
  });
});

describe('whether months are made alone, together, forwards or backwards', () => {
  const [whole, forwards, backwards, forgetful] = [
    worldOf(3, 8),
    worldOf(3, 8),
    worldOf(3, 8),
    worldOf(3, 8, 0),
  ];
  // Each is asked for one month only.
  const worlds = new Map<number, DataSource>();
  const worldFor = (month: number): DataSource => {
    const world = worlds.get(month) ?? worldOf(3, 8);
    worlds.set(month, world);
    return world;
  };

  test.each(dated)('%s has the same rows', (name) => {
    const one = dataset(name);
    const months = publishedMonths(one, EVER, NOW);
    const alone = months.map((month) => linesIn(worldFor(month), one, monthRange(month)));
    expect(alone.flat()).toEqual(linesIn(whole, one));
    expect(months.map((month) => linesIn(forwards, one, monthRange(month)))).toEqual(alone);
    expect(months.map((month) => linesIn(forgetful, one, monthRange(month)))).toEqual(alone);
    expect(months.toReversed().map((month) => linesIn(backwards, one, monthRange(month)))).toEqual(
      alone.toReversed(),
    );
  });
});

test.each(dated)('a month of %s that is there stays as it is while the clock goes on', (name) => {
  const world = worldOf(11, 15);
  const one = dataset(name);
  const range = monthRange(2025 * 12 + 4);
  const first = linesIn(world, one, range, Date.UTC(2025, 6, 20));
  for (const year of [2026, 2027]) expect(linesIn(world, one, range, Date.UTC(year, 6, 20))).toEqual(first);
  expect(linesIn(world, one, range, Date.UTC(2029, 6, 20))).toEqual([]);
});

test('undated datasets show the current month, and the customers in it change', () => {
  const clas = dataset('CLASM365Propensity');
  const world = worldOf(1, 50);
  const then = linesIn(world, clas, EVER, Date.UTC(2026, 0, 1));
  expect(linesIn(world, clas, EVER, Date.UTC(2026, 0, 31))).toEqual(then);
  expect(linesIn(world, clas, EVER, Date.UTC(2031, 0, 1))).not.toEqual(then);
});

test('a month is in once it is over and the refresh days have passed, and out after three years', () => {
  const azure = dataset('AzureUsage');
  const january = 2026 * 12;
  const isIn = (asOf: number) => publishedMonths(azure, EVER, asOf).includes(january);
  const over = startOfMonth(january + 1);
  expect(isIn(over - 1)).toBe(false);
  expect(isIn(over + azure.refreshDays * DAY - 1)).toBe(false);
  expect(isIn(over + azure.refreshDays * DAY)).toBe(true);
  expect(isIn(startOfMonth(january + 37) - 1)).toBe(true);
  expect(isIn(startOfMonth(january + 37))).toBe(false);
});

test('only months that touch the range are made', () => {
  const seats = dataset('SeatsSubscriptionsAndRevenue');
  const months = (fromDay: number, toDay: number) => publishedMonths(seats, { fromDay, toDay }, NOW);
  const may = 2025 * 12 + 4;
  expect(months(-Infinity, Infinity)).toHaveLength(36);
  expect(months(firstDayOf(may), firstDayOf(may + 1))).toEqual([may, may + 1]);
  expect(months(firstDayOf(may) + 3, firstDayOf(may) + 3)).toEqual([may]);
  expect(months(0, 10)).toEqual([]);
  expect(months(1e12, Infinity)).toEqual([]);
  expect(months(firstDayOf(may), firstDayOf(may) - 40)).toEqual([]);
});

test('any month from 1990 to 2105 can be asked for, and dates never lie outside what is published', () => {
  const worlds = new Map([1, 7].map((seed) => [seed, worldOf(seed, 2)]));
  fc.assert(
    fc.property(
      fc.constantFrom(...datasets),
      fc.constantFrom(1, 7),
      fc.integer({ min: Date.UTC(1993, 0, 1), max: Date.UTC(2105, 11, 31) }),
      (one, seed, asOf) => {
        const world = worlds.get(seed);
        const table = world?.table(one, EVER, asOf);
        if (table === undefined) return false;
        for (const source of sourcesOf(one)) table.column(source);
        if (one.dateColumn === null) return table.rowCount > 0;
        const column = table.column(one.dateColumn);
        if (!('values' in column)) return false;
        const months = publishedMonths(one, EVER, asOf);
        const [first, end] = [firstDayOf(months[0] ?? 0), firstDayOf((months.at(-1) ?? 0) + 1)];
        return table.rowCount > 0 && column.values.every((day) => day >= first && day < end);
      },
    ),
    { numRuns: 80 },
  );
});

test('an unknown column or dataset is an error', () => {
  const world = worldOf(1, 1);
  const seats = dataset('SeatsSubscriptionsAndRevenue');
  expect(() => world.table(seats, EVER, NOW).column('Nonsense')).toThrow('No column Nonsense');
  expect(() => world.table({ ...seats, name: 'Nonsense' }, EVER, NOW)).toThrow('Nonsense');
});

test('a hundred thousand customers are all there in the month that is asked for', () => {
  const world = worldOf(1, 100_000);
  const customers = world.table(dataset('CLASM365Propensity'), EVER, NOW).column('CustomerID');
  expect('codes' in customers && new Set(customers.codes).size).toBe(100_000);
  const december = world.table(dataset('MSLearn'), monthRange(2025 * 12 + 11), NOW);
  expect(december.rowCount).toBeGreaterThan(1_000);
});

test('the tables that are kept stay within the bytes that are allowed', () => {
  const limit = 400_000;
  const world = worldOf(1, 100, limit);
  const asked = dated.flatMap((name) =>
    [8, 9, 10].map((month) => () => world.table(dataset(name), monthRange(2025 * 12 + month), NOW)),
  );
  const bytesOf = (table: Table, one: Dataset) =>
    sourcesOf(one).reduce((sum, source) => {
      const column = table.column(source);
      return sum + ('codes' in column ? column.codes : column.values).byteLength;
    }, 0);
  const made = asked.map((ask, index) => {
    const table = ask();
    return { ask, table, bytes: bytesOf(table, dataset(dated[Math.floor(index / 3)] ?? '')) };
  });
  const all = made.reduce((sum, { bytes }) => sum + bytes, 0);
  // From the newest back, as asking for one that is gone makes it anew.
  const gone = made.toReversed().findIndex(({ ask, table }) => ask() !== table);
  const kept = made.slice(made.length - gone).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(all).toBeGreaterThan(2 * limit);
  expect(kept).toBeGreaterThan(limit / 4);
  expect(kept).toBeLessThanOrEqual(limit);
});

describe('what is guessed without making anything', () => {
  const [smallest, usual, large] = [worldOf(4, 1), worldOf(4, 200), worldOf(4, 3000)];
  const ranges = [
    [smallest, EVER],
    [usual, monthRange(monthOf(NOW) - 3)],
    [large, monthRange(monthOf(NOW) - 3)],
  ] as const;

  test.each(names)('is not less than %s has', (name) => {
    for (const [world, range] of ranges) {
      const { rowCount } = world.table(dataset(name), range, NOW);
      expect(world.roughRowCount(dataset(name), range, NOW)).toBeGreaterThanOrEqual(rowCount);
    }
  });

  test('is little for what is not about customers, however many they are', () => {
    const guess = (name: string, size: number) => worldOf(1, size).roughRowCount(dataset(name), EVER, NOW);
    expect(Math.max(...names.map((name) => guess(name, 200)))).toBeLessThan(50_000);
    const little = names.filter((name) => guess(name, 10_000) < 50_000);
    expect(little.toSorted()).toEqual([
      'CompetencyPeformanceRequirement',
      'CompetencySummaryHistory',
      'MSLearn',
      'Profile',
      'TrainingCompletions',
    ]);
  });
});

test('making a world reads nothing until a table is asked for', () => {
  expect(() => worldOf(1, 100_000)).not.toThrow();
});
