import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attribute, Dataset, Metric } from '../../../src/data/dataset.ts';
import { OwnRowsError, readOwnRows } from '../../../src/data/own-rows.ts';
import { ownColumnsOf } from '../../../src/data/own-rows/own-columns.ts';
import type { Table } from '../../../src/data/table.ts';
import { withOwnRows } from '../../../src/data/with-own-rows.ts';
import { formatCell } from '../../../src/query/query.ts';
import { dataset as datasetNamed, datasets, EVER, NOW, worldOf } from './world-for-test.ts';

const attribute = (name: string, type: Attribute['type'], source = name): Attribute => ({
  kind: 'attribute',
  name,
  type,
  isGuid: false,
  source,
  sensitive: null,
  meaning: '',
  allowedValues: null,
  exampleValues: null,
});
const metric = (name: string, type: Metric['type'], source = name): Metric => ({
  kind: 'metric',
  name,
  type,
  aggregate: 'sum',
  source,
  sensitive: null,
  meaning: '',
});

/** A column of every type, one with two names, and metrics of both kinds. */
const Orders: Dataset = {
  name: 'Orders',
  aliases: ['OldOrders'],
  description: '',
  attributes: [
    attribute('Month', 'date'),
    attribute('Town', 'text'),
    attribute('City', 'text', 'Town'),
    attribute('Seats', 'integer'),
    attribute('Paid', 'boolean'),
  ],
  metrics: [metric('TotalSeats', 'integer', 'Seats'), metric('Revenue', 'decimal')],
  availableDateRanges: ['LIFETIME'],
  minimumRecurrenceInterval: 4,
  dateColumn: 'Month',
  refreshDays: 7,
};
const HEADER = 'Month,Town,Seats,Paid,Revenue';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-rows-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(folder, name), content);
}

const read = (known: readonly Dataset[] = [Orders]) => readOwnRows(folder, known);

/** What is said about the folder, with its path left out. */
function problems(): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof OwnRowsError) {
      return error.problems.map((line) => line.replaceAll(join(folder, '/'), '').replaceAll(folder, 'DIR'));
    }
    throw error;
  }
  return [];
}

function linesOf(table: Table | undefined, sources: readonly string[]): readonly string[] {
  if (table === undefined) return [];
  const columns = sources.map((source) => table.column(source));
  return Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((column) => formatCell(column, row)).join('|'),
  );
}

const orders = () => linesOf(read().tables.get('Orders'), HEADER.split(','));

describe('rows of one’s own', () => {
  test.each([
    [
      'CSV',
      'Orders.csv',
      `${HEADER}\n2026-01-31,"A, ""B"" C",12,yes,1234.5\n,,,,\n2025-12-01,Ωmega 🎉,-3,0,-0.05\n`,
    ],
    [
      'CSV of a spreadsheet',
      'orders.CSV',
      crlf(
        `\uFEFF${HEADER}\n2026-01-31,"A, ""B"" C",+12,TRUE,1234.50\n\n,"","",,""\n2025-12-01,Ωmega 🎉,-3,No,-0.05`,
      ),
    ],
    [
      'TSV',
      'OldOrders.tsv',
      `${HEADER}\n2026-01-31,"A\u0000 ""B"" C",12,1,1234.5\n,,,,\n2025-12-01,Ωmega 🎉,-3,false,-.05\n`
        .replaceAll(',', '\t')
        .replace('\u0000', ',')
        .replace('-.05', '-0.05'),
    ],
    [
      'columns in any order and case, under either name',
      'Orders.csv',
      ' revenue ,PAID,city,seats,month\n1234.5,yes,"A, ""B"" C", 12 , 2026-01-31\n,, ,,\n-0.05,no,Ωmega 🎉,-3,2025-12-01\n',
    ],
    [
      'JSON',
      'Orders.json',
      JSON.stringify([
        { Month: '2026-01-31', Town: 'A, "B" C', Seats: 12, Paid: true, Revenue: 1234.5 },
        { Revenue: null, Paid: '', Seats: null, Town: null, Month: null },
        { month: '2025-12-01', TOWN: 'Ωmega 🎉', seats: '-3', paid: 'No', revenue: -0.05 },
      ]),
    ],
  ])('are read from %s', (_what, name, content) => {
    write(name, content);
    expect(orders()).toEqual([
      '2026-01-31|A, "B" C|12|Yes|1234.50',
      '||||',
      '2025-12-01|Ωmega 🎉|-3|No|-0.05',
    ]);
  });

  test('may be none', () => {
    write('Orders.csv', HEADER);
    expect(orders()).toEqual([]);
    rmSync(join(folder, 'Orders.csv'));
    write('Orders.json', '[]');
    expect(orders()).toEqual([]);
  });

  test('keep a line break in a cell, whatever lines end with', () => {
    write('Orders.csv', `${HEADER}\r,"a\r\nb",,,\r,"a\nb",,,\r\n`);
    expect(orders()).toEqual(['|a\r\nb|||', '|a\nb|||']);
  });

  test('keep numbers exactly as they are written', () => {
    write(
      'Orders.json',
      `[{"Month":null,"Town":12345678901234567890,"Seats":999999999999999,"Paid":1,"Revenue":-9999999999999.99}]`,
    );
    expect(orders()).toEqual(['|12345678901234567890|999999999999999|Yes|-9999999999999.99']);
  });

  test('are told from others by a hash of what the files hold', () => {
    write('Orders.csv', `${HEADER}\n`);
    const { hash } = read();
    expect(read().hash).toBe(hash);
    write('.hidden.csv', 'not looked at');
    write('README.md', 'not looked at');
    expect(read().hash).toBe(hash);
    write('Orders.csv', `${HEADER}\n,,,,\n`);
    expect(read().hash).not.toBe(hash);
  });

  test('come back whatever the cells hold', () => {
    const cell = fc
      .string({ unit: 'grapheme-composite' })
      .filter((text) => text.trim() !== '' && !text.includes('\0'));
    const row = fc.record({ Town: cell, Seats: fc.integer(), Cents: fc.integer({ min: -1e12, max: 1e12 }) });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const text = rows.map(({ Town, Seats, Cents }) => {
          const money = `${Cents < 0 ? '-' : ''}${Math.floor(Math.abs(Cents) / 100)}.${String(Math.abs(Cents) % 100).padStart(2, '0')}`;
          return { cells: ['', Town, String(Seats), '', money] };
        });
        const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
        write('Orders.csv', `${HEADER}\n${text.map(({ cells }) => cells.map(quote).join(',')).join('\n')}`);
        expect(orders()).toEqual(text.map(({ cells }) => cells.join('|')));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a bad file is told in one line with its place', () => {
  const row = ',,,,';
  test.each<[string, string, string | Buffer, string]>([
    [
      'a name that is none',
      'Orders.csv',
      `Month,Twn,Seats,Paid,Revenue\n${row}`,
      "Orders.csv, line 1, column 2: there is no column 'Twn' - did you mean 'Town'?",
    ],
    [
      'a column too many',
      'Orders.csv',
      `${HEADER},Weather\n${row},`,
      "Orders.csv, line 1, column 6: there is no column 'Weather'",
    ],
    [
      'a metric over an attribute',
      'Orders.csv',
      `${HEADER},TotalSeats\n${row},`,
      "Orders.csv, line 1, column 6: there is no column 'TotalSeats'",
    ],
    [
      'a name left blank',
      'Orders.csv',
      `${HEADER},\n${row},`,
      'Orders.csv, line 1, column 6: the column has no name',
    ],
    [
      'a name twice',
      'Orders.csv',
      `${HEADER},seats\n${row},`,
      "Orders.csv, line 1, column 6: 'seats' is the same as 'Seats': leave one out",
    ],
    [
      'both names of a column',
      'Orders.csv',
      `${HEADER},City\n${row},`,
      "Orders.csv, line 1, column 6: 'City' is the same as 'Town': leave one out",
    ],
    [
      'a missing column',
      'Orders.csv',
      'Month,Seats,Paid,Revenue\n',
      'Orders.csv, line 1: the column Town is missing',
    ],
    [
      'missing columns',
      'Orders.csv',
      'Paid\n',
      'Orders.csv, line 1: columns are missing: Month, Town, Seats, Revenue',
    ],
    [
      'another header',
      'Orders.csv',
      `Year;Town;Seats\n2026;x;1`,
      "Orders.csv, line 1: the columns are named Month, Town, Seats, Paid, Revenue; here is 'Year;Town;Seats'",
    ],
    [
      'objects that lack most',
      'Orders.json',
      '[{"month ": 1}, {"Weather": 1}]',
      'Orders.json, line 1, column 2 ([0]): columns are missing: Town, Seats, Paid, Revenue',
    ],
    [
      'an object with nothing in it',
      'Orders.json',
      '[{}]',
      'Orders.json, line 1, column 2 ([0]): columns are missing: Month, Town, Seats, Paid, Revenue',
    ],
    ['no header', 'Orders.csv', '\n\r\n', 'Orders.csv: holds nothing but blank lines'],
    ['nothing in it', 'Orders.csv', '', 'Orders.csv: is empty'],
    [
      'a fraction for an integer',
      'Orders.csv',
      `${HEADER}\n${row}\n,,1.5,,`,
      "Orders.csv, line 3, column 3 (Seats): must be a whole number of at most 15 digits, not '1.5'",
    ],
    [
      'a word for a decimal',
      'Orders.csv',
      `${HEADER}\n\n\n,,,,lots`,
      "Orders.csv, line 4, column 5 (Revenue): must be a number with at most 13 digits before the point and 2 behind it, not 'lots'",
    ],
    [
      'three decimal places',
      'Orders.csv',
      `${HEADER}\n,,,,1.005`,
      "Orders.csv, line 2, column 5 (Revenue): must be a number with at most 13 digits before the point and 2 behind it, not '1.005'",
    ],
    [
      'whole numbers of which no exact sum can be made',
      'Orders.csv',
      `${HEADER}\n${',,-999999999999999,,\n'.repeat(10)},,7199254741000,,`,
      "Orders.csv, line 11, column 3 (Seats): must be so small that its column, signs aside, adds up to at most 9007199254740991, not '-999999999999999'",
    ],
    [
      'decimals of which no exact sum can be made',
      'Orders.csv',
      `${HEADER}\n${',,,,9999999999999.99\n'.repeat(9)},,,,71992547410\n,,,,0.01`,
      "Orders.csv, line 12, column 5 (Revenue): must be so small that its column, signs aside, adds up to at most 90071992547409.91, not '0.01'",
    ],
    [
      'a thousands separator',
      'Orders.csv',
      `${HEADER}\n,,"1,000",,`,
      "Orders.csv, line 2, column 3 (Seats): must be a whole number of at most 15 digits, not '1,000'",
    ],
    [
      'a date of another form',
      'Orders.csv',
      `${HEADER}\n01/31/2026,,,,`,
      "Orders.csv, line 2, column 1 (Month): must be a date such as 2026-01-31, not '01/31/2026'",
    ],
    [
      'a day there is not',
      'Orders.csv',
      `${HEADER}\n2026-02-30,,,,`,
      "Orders.csv, line 2, column 1 (Month): must be a date such as 2026-01-31, not '2026-02-30'",
    ],
    [
      'a flag that is none',
      'Orders.csv',
      `${HEADER}\n,,,maybe,`,
      "Orders.csv, line 2, column 4 (Paid): must be Yes or No, not 'maybe'",
    ],
    [
      'a cell behind line breaks',
      'Orders.csv',
      crlf(`${HEADER}\n,"a\nb\nc",,,\n,"a\nb",x,,`),
      "Orders.csv, line 6, column 3 (Seats): must be a whole number of at most 15 digits, not 'x'",
    ],
    ['a cell too many', 'Orders.csv', `${HEADER}\n,,,,,`, 'Orders.csv, line 2: the row has 6 cells, not 5'],
    ['cells too few', 'Orders.csv', `${HEADER}\n${row}\nx`, 'Orders.csv, line 3: the row has 1 cell, not 5'],
    [
      'an unclosed quote',
      'Orders.csv',
      `${HEADER}\n${row}\n,"a,,,\n${row}`,
      'Orders.csv, line 3, column 2 (Town): a quote is opened here and never closed',
    ],
    [
      'an unclosed quote far from the end',
      'Orders.csv',
      `${HEADER}\n,"a,,,\n${`${row}\n`.repeat(300_000)}`,
      'Orders.csv, line 2, column 2 (Town): the row holds more than 1048576 characters: is a quote left open in it?',
    ],
    [
      'a quote inside a cell',
      'Orders.csv',
      `${HEADER}\n,a"b",,,`,
      'Orders.csv, line 2, column 2 (Town): a quote stands inside a cell that does not begin with one',
    ],
    [
      'text behind a closing quote',
      'Orders.csv',
      `${HEADER}\n,"a"b,,,`,
      'Orders.csv, line 2, column 2 (Town): the cell goes on after its closing quote',
    ],
    [
      'another encoding',
      'Orders.csv',
      Buffer.from(`${HEADER}\n,Zürich,,,`, 'latin1'),
      'Orders.csv, line 2, character 3: this is not UTF-8',
    ],
    [
      'a character cut in two',
      'Orders.csv',
      Buffer.from(`${HEADER}\n,é🎉`).subarray(0, -1),
      'Orders.csv, line 2, character 3: this is not UTF-8',
    ],
    [
      'UTF-16',
      'Orders.csv',
      Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'),
      'Orders.csv, line 1, character 1: the file is UTF-16; it must be UTF-8',
    ],
    [
      'UTF-16 that does not say so',
      'Orders.csv',
      Buffer.from(`${HEADER}\n`, 'utf16le'),
      'Orders.csv, line 1, character 2: text holds no NUL: the file must be UTF-8',
    ],
    [
      'the name of no dataset',
      'Oders.csv',
      HEADER,
      "Oders.csv: there is no dataset 'Oders' - did you mean 'Orders'?",
    ],
    ['another ending', 'Orders.xlsx', 'PK', 'Orders.xlsx: its name must end in .csv, .tsv or .json'],
    ['an empty JSON file', 'Orders.json', '', 'Orders.json: is empty'],
    ['JSON of blanks', 'Orders.json', ' \n', 'Orders.json, line 2, column 1: a value must stand here'],
    [
      'JSON that is one object',
      'Orders.json',
      '{"Month": 1}',
      'Orders.json, line 1, column 1: the file must be a list of objects; here is an object',
    ],
    [
      'JSON that is a list of lists',
      'Orders.json',
      '[\n [1]]',
      'Orders.json, line 2, column 2: the file must be a list of objects; here is a list',
    ],
    [
      'JSON that is a list of numbers',
      'Orders.json',
      '[7]',
      "Orders.json, line 1, column 2: the file must be a list of objects; here is '7'",
    ],
    [
      'JSON that breaks off',
      'Orders.json',
      '[\n{"Month":',
      'Orders.json, line 2, column 10: a value must stand here',
    ],
    [
      'JSON with a comma too many',
      'Orders.json',
      `[${object()},]`,
      `Orders.json, line 1, column ${object().length + 3}: a value must stand here`,
    ],
    [
      'JSON with a comment',
      'Orders.json',
      '// mine\n[]',
      'Orders.json, line 1, column 1: JSON has no comments',
    ],
    [
      'an object in a property',
      'Orders.json',
      '[{"Month": {"a": 1}}]',
      'Orders.json, line 1, column 12: a property must be a text, a number, true, false or null; here is an object',
    ],
    [
      'a property that is none',
      'Orders.json',
      `[${object({ Wind: 1 })}]`,
      "Orders.json, line 1, column 70 ([0].Wind): there is no column 'Wind'",
    ],
    [
      'a missing property',
      'Orders.json',
      '[\n {"Month": null, "Town": "", "Seats": 1, "Paid": 1}]',
      'Orders.json, line 2, column 2 ([0]): the column Revenue is missing',
    ],
    [
      'a row with one property less',
      'Orders.json',
      `[${object()},\n{"Month":null}]`,
      "Orders.json, line 2, column 1 ([1]): there is no 'town'",
    ],
    [
      'a row with one property more',
      'Orders.json',
      `[${object()},\n${object({ Wind: 1 })}]`,
      "Orders.json, line 2, column 69 ([1].Wind): the first row has no property 'Wind'",
    ],
    [
      'a property twice',
      'Orders.json',
      `[${object()},\n{"seats":1,"Seats":2}]`,
      "Orders.json, line 2, column 20 ([1].Seats): there are two properties 'Seats'",
    ],
    [
      'a property of another type',
      'Orders.json',
      `[${object()},\n\n  ${object({ Seats: true })}]`,
      "Orders.json, line 3, column 36 ([1].Seats): must be a whole number of at most 15 digits, not 'true'",
    ],
    [
      'a number in another notation',
      'Orders.json',
      `[${object().replace('"Seats":1', '"Seats":1e2')}]`,
      "Orders.json, line 1, column 35 ([0].Seats): must be a whole number of at most 15 digits, not '1e2'",
    ],
    [
      'lists in lists in lists',
      'Orders.json',
      '['.repeat(100_000),
      'Orders.json, line 1, column 2: the file must be a list of objects; here is a list',
    ],
  ])('%s', (_what, name, content, problem) => {
    write(name, content);
    expect(problems()).toEqual([problem]);
  });

  test('ten million columns', () => {
    write('Orders.csv', 'a,'.repeat(10_000_000));
    expect(problems()).toEqual([
      'Orders.csv, line 1, column 1048578: the row holds more than 1048576 characters: is a quote left open in it?',
    ]);
    write('Orders.csv', `${HEADER}\n${','.repeat(10_000_000)}`);
    expect(problems()).toEqual(['Orders.csv, line 2: the row has 10000001 cells, not 5']);
    rmSync(join(folder, 'Orders.csv'));
    write('Orders.json', `[{${'"a":1,'.repeat(1_000_000)}"a":1}]`);
    expect(problems()).toEqual([
      'Orders.json, line 1, column 2 ([0]): the row has more than 1000 properties',
    ]);
  });

  test('a file that is too large', () => {
    write('Orders.csv', HEADER);
    truncateSync(join(folder, 'Orders.csv'), 256 * 1024 * 1024 + 1);
    expect(problems()).toEqual(['Orders.csv: is larger than the 256 MiB that are read']);
  });

  test('a folder in place of a file, a file in place of the folder, and nothing there', () => {
    mkdirSync(join(folder, 'Orders.csv'));
    expect(problems()).toEqual(['Orders.csv: is a folder, not a file']);
    rmSync(join(folder, 'Orders.csv'), { recursive: true });
    expect(problems()).toEqual(['DIR: holds no file named for a dataset, such as Orders.csv']);
    rmSync(folder, { recursive: true });
    expect(problems()).toEqual(['DIR: does not exist']);
    writeFileSync(folder, '');
    expect(problems()).toEqual(['DIR: is not a folder']);
  });

  test('two files for one dataset', () => {
    write('OldOrders.tsv', HEADER.replaceAll(',', '\t'));
    write('Orders.csv', HEADER);
    expect(problems()).toEqual(['Orders.csv: Orders has the file OldOrders.tsv already']);
  });

  test('what is wrong in several places and files, ten of each at most', () => {
    write('Orders.csv', `${HEADER}\n${',,x,,\n'.repeat(20)}`);
    write('Zrders.csv', '');
    expect(problems().map((line) => line.split(':')[0])).toEqual([
      'Zrders.csv',
      ...Array.from({ length: 10 }, (_, row) => `Orders.csv, line ${row + 2}, column 3 (Seats)`),
    ]);
  });
});

test.each(datasets.map(({ name }) => name))('%s can be given with what the synthetic one has', (name) => {
  const one = datasetNamed(name);
  const table = worldOf(1, 3).table(one, EVER, NOW);
  const sources = ownColumnsOf(one).map(({ source }) => source);
  write(
    `${name}.csv`,
    [
      sources,
      ...linesOf(table, sources).map((line) =>
        line.split('|').map((cell) => `"${cell.replaceAll('"', '""')}"`),
      ),
    ].join('\n'),
  );
  const own = read(datasets);
  expect(linesOf(own.tables.get(name), sources)).toEqual(linesOf(table, sources));
  const mixed = withOwnRows(worldOf(2, 3), own);
  expect(mixed.table(one, EVER, NOW)).toBe(own.tables.get(name));
  expect([...mixed.parts(one, EVER, NOW)]).toEqual([own.tables.get(name)]);
  const other = datasets.find((dataset) => dataset !== one) ?? one;
  expect(mixed.table(other, EVER, NOW).rowCount).toBe(worldOf(2, 3).table(other, EVER, NOW).rowCount);
});

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

/** A row as JSON: `{"Month":null,"Town":"x","Seats":1,"Paid":true,"Revenue":1.5}` and more. */
function object(more: Record<string, unknown> = {}): string {
  return JSON.stringify({ Month: null, Town: 'x', Seats: 1, Paid: true, Revenue: 1.5, ...more });
}
