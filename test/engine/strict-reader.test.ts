import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Column, Table } from '../../src/data/table.ts';
import { delimitedBlocks } from '../../src/files/delimited-text.ts';
import type { FileFormat } from '../../src/files/quoting.ts';
import { reportText } from '../../src/files/report-text.ts';
import { formatCell, type QueryResult } from '../../src/query/query.ts';
import { dataset, datasets, EVER, NOW, worldOf } from '../unit/data/world-for-test.ts';
import { recipe } from './engine-for-test.ts';

const FORMATS: readonly FileFormat[] = ['csv', 'tsv'];
/** As many as it takes for awkward names to be among them. */
const world = worldOf(2, 110);
const FINDER = { find: dataset, names: () => datasets.map(({ name }) => name) };

/** RFC 4180 to the letter: fails on a stray quote, a missing field, another line end. */
function readStrictly(text: string, format: FileFormat): string[][] {
  return parse(text, {
    delimiter: format === 'csv' ? ',' : '\t',
    record_delimiter: '\r\n',
    relax_quotes: false,
    relax_column_count: false,
    skip_empty_lines: false,
  });
}

describe.each(FORMATS)('a strict reader of %s', (format) => {
  test.each([
    'SeatsSubscriptionsAndRevenue',
    'CustomersAndTenants',
    'AzureUsage',
    'TrainingCompletions',
    'ResellerPerformance',
    'CLASM365Propensity',
    'Profile',
  ])('finds the rows of %s in its file', (name) => {
    const of = dataset(name);
    const names = of.attributes.map((attribute) => attribute.name);
    const run = recipe(`SELECT ${names.join(', ')} FROM ${name} TIMESPAN LIFETIME`, { format });
    const text = Buffer.concat([...reportText(run, FINDER, world)]).toString();
    const [header, ...rows] = readStrictly(text, format);
    expect(header).toEqual(names);
    const table = world.table(of, EVER, NOW);
    const columns = of.attributes.map(({ source }) => table.column(source));
    // One comparison of all is a hundred times quicker than one of each.
    expect(rows.map(joined)).toEqual(linesOf(table, columns));
  });

  test('finds any texts again', () => {
    const cell = fc.option(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom('"', ',', '\t', '\r', '\n', ' ', 'x') }),
      ),
      { nil: '' },
    );
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      );
    fc.assert(
      fc.property(tables, (rows) => {
        const text = Buffer.concat([...delimitedBlocks([resultOf(rows)], format)]).toString();
        const [, ...found] = readStrictly(text, format);
        expect(found).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });
});

function linesOf({ rowCount }: Table, columns: readonly Column[]): string[] {
  return Array.from({ length: rowCount }, (_, row) =>
    joined(columns.map((column) => formatCell(column, row))),
  );
}

/** A character that no text has. */
function joined(cells: readonly string[]): string {
  return cells.join('\u0001');
}

function resultOf(rows: readonly (readonly string[])[]): QueryResult {
  const columns = (rows[0] ?? []).map((_, at) => {
    const dictionary = [...new Set(rows.map((row) => row[at] ?? ''))];
    const codes = Int32Array.from(rows, (row) => dictionary.indexOf(row[at] ?? ''));
    return { name: `C${at}`, type: 'text' as const, column: { type: 'text' as const, codes, dictionary } };
  });
  return { columns, rowCount: rows.length };
}
