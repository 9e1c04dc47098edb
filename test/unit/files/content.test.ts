import fc from 'fast-check';
import { gunzipSync } from 'node:zlib';
import type { ColumnType } from '../../../src/data/dataset.ts';
import type { Column } from '../../../src/data/table.ts';
import { delimitedBlocks } from '../../../src/files/delimited-text.ts';
import type { FileFormat } from '../../../src/files/quoting.ts';
import { etagOf, fileBytes, type FileRecipe } from '../../../src/files/report-file.ts';
import { writeHundredths, writeWhole } from '../../../src/primitives/write-number.ts';
import { formatCell, type QueryResult } from '../../../src/query/query.ts';

describe('the text of a file', () => {
  test('has a header row, CRLF and columns in their order', () => {
    const result = resultOf({
      CustomerName: text('Contoso', 'Fabrikam'),
      Seats: numbers('integer', 12, -3),
      Revenue: numbers('decimal', 123456, -5),
      Month: numbers('date', 20_454, 0),
    });
    expect(written(result, 'csv')).toBe(
      'CustomerName,Seats,Revenue,Month\r\nContoso,12,1234.56,2026-01-01\r\nFabrikam,-3,-0.05,1970-01-01\r\n',
    );
    expect(written(result, 'tsv')).toBe(
      'CustomerName\tSeats\tRevenue\tMonth\r\nContoso\t12\t1234.56\t2026-01-01\r\nFabrikam\t-3\t-0.05\t1970-01-01\r\n',
    );
  });

  test('quotes what a reader would take apart or trim', () => {
    const awkward = [
      'a,b',
      'a\tb',
      'say "hi"',
      'two\r\nlines',
      'cr\rlf',
      ' before',
      'after ',
      'Ærø 株式会社 🎉',
      "O'Neil",
    ];
    const result = resultOf({ Name: text(...awkward), Id: numbers('integer', ...awkward.map((_, i) => i)) });
    expect(
      written(result, 'csv')
        .split(/,\d\r\n/)
        .slice(0, -1)
        .join('|'),
    ).toBe(
      'Name,Id\r\n"a,b"|a\tb|"say ""hi"""|"two\r\nlines"|"cr\rlf"|" before"|"after "|Ærø 株式会社 🎉|O\'Neil',
    );
    expect(written(result, 'tsv')).toContain('\r\na,b\t0\r\n"a\tb"\t1\r\n"say ""hi"""\t2\r\n');
  });

  test('writes a blank as nothing, but "" when it is all of its row', () => {
    expect(written(resultOf({ A: text('x', null), B: numbers('decimal', NaN, 5) }), 'csv')).toBe(
      'A,B\r\nx,\r\n,0.05\r\n',
    );
    expect(written(resultOf({ A: text('x', null, '') }), 'csv')).toBe('A\r\nx\r\n""\r\n""\r\n');
    expect(written(resultOf({ A: numbers('integer', NaN, 1) }), 'tsv')).toBe('A\r\n""\r\n1\r\n');
    expect(written(resultOf({ A: numbers('decimal', NaN, 1, 9e12) }), 'csv')).toBe(
      'A\r\n""\r\n0.01\r\n90000000000.00\r\n',
    );
  });

  test('is the header row alone when there are no rows', () => {
    expect(written(resultOf({ A: text(), B: numbers('date') }), 'csv')).toBe('A,B\r\n');
  });

  test('goes by the rows of the result, not by the length of its columns', () => {
    expect(
      written(
        { ...resultOf({ A: text('x', 'y', 'z'), B: numbers('integer', 1, 2, 3) }), rowCount: 2 },
        'csv',
      ),
    ).toBe('A,B\r\nx,1\r\ny,2\r\n');
  });

  test('comes in blocks of about a mebibyte, whole rows each', () => {
    const rowCount = 60_000;
    const values = Float64Array.from({ length: rowCount }, (_, i) => i * 1_000_003);
    const codes = Int32Array.from({ length: rowCount }, (_, i) => i % 3);
    const dictionary = ['short', 'x'.repeat(100), 'ünïcödé, quoted'];
    const result: QueryResult = {
      rowCount,
      columns: [
        { name: 'N', type: 'integer', column: { type: 'integer', values } },
        { name: 'T', type: 'text', column: { type: 'text', codes, dictionary } },
      ],
    };
    const blocks = [...delimitedBlocks([result], 'csv')].map((block) => Buffer.from(block));
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) {
      expect(block.length).toBeLessThanOrEqual(1 << 20);
      expect(block.toString('latin1').endsWith('\r\n')).toBe(true);
    }
    expect(Buffer.concat(blocks).toString() === naive(result, 'csv')).toBe(true);
  });

  test('takes a cell larger than a block', () => {
    const result = resultOf({ A: text('x'.repeat(3_000_000), 'y'), B: text('1', '2') });
    expect(written(result, 'csv') === `A,B\r\n${'x'.repeat(3_000_000)},1\r\ny,2\r\n`).toBe(true);
  });

  test('is, cell by cell, what the query room says, and reads back', () => {
    const value = fc.option(
      fc.string({
        unit: fc.constantFrom('a', 'b', ',', '"', '\t', '\r', '\n', ' ', ';', 'é', '🎉'),
        maxLength: 6,
      }),
    );
    const whole = fc.oneof(fc.constant(NaN), fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger());
    const row = fc.tuple(
      value,
      whole,
      whole,
      fc.oneof(fc.constant(NaN), fc.integer({ min: -1000, max: 30_000 })),
    );
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.constantFrom<FileFormat>('csv', 'tsv'),
        (rows, format) => {
          const result = resultOf({
            'A "name"': text(...rows.map(([cell]) => cell)),
            B: numbers('integer', ...rows.map(([, cell]) => cell)),
            C: numbers('decimal', ...rows.map(([, , cell]) => cell)),
            D: numbers('date', ...rows.map(([, , , cell]) => cell)),
          });
          const content = written(result, format);
          expect(content).toBe(naive(result, format));
          expect(parse(content, format === 'csv' ? ',' : '\t')).toEqual([
            result.columns.map(({ name }) => name),
            ...rows.map((_, at) => result.columns.map(({ column }) => formatCell(column, at))),
          ]);
        },
      ),
    );
  });
});

describe('numbers written digit by digit', () => {
  test('are those that String writes', () => {
    const written = (write: typeof writeWhole, value: number): string => {
      const bytes = Buffer.alloc(32);
      return bytes.toString('latin1', 0, write(value, bytes, 0));
    };
    const whole = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer(),
      fc.nat(1000),
      fc.constantFrom(1e9, 1e9 - 1, 1e15, 0, -0),
    );
    fc.assert(fc.property(whole, (value) => expect(written(writeWhole, value)).toBe(String(value))));
    fc.assert(
      fc.property(whole, (value) => {
        const cents = String(BigInt(value)).replace('-', '').padStart(3, '0');
        const expected = `${value < 0 ? '-' : ''}${cents.slice(0, -2)}.${cents.slice(-2)}`;
        expect(written(writeHundredths, value)).toBe(expected);
      }),
    );
  });
});

describe('the bytes of a file', () => {
  const blocks = (): Buffer[] =>
    Array.from({ length: 40 }, (_, i) => Buffer.from(`row ${i},`.repeat(20_000)));

  test('are one gzip member, the same each time', async () => {
    const first = await gathered(fileBytes(blocks(), true));
    expect(gunzipSync(first).equals(Buffer.concat(blocks()))).toBe(true);
    expect(first.indexOf(Buffer.from([0x1f, 0x8b, 8]), 1)).toBe(-1);
    expect((await gathered(fileBytes(blocks(), true))).equals(first)).toBe(true);
  });

  test('are a gzip member whatever the blocks, and however many', async () => {
    const someBlocks = fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(someBlocks, async (list) => {
        const unzipped = gunzipSync(await gathered(fileBytes(list, true)));
        expect(unzipped.equals(Buffer.concat(list))).toBe(true);
      }),
    );
  });

  test('are made no further than they are read', async () => {
    let given = 0;
    function* endless(): Generator<Uint8Array> {
      for (;;) yield Buffer.alloc(1000, given++);
    }
    const reading = fileBytes(endless(), true)[Symbol.asyncIterator]();
    for (let read = 0; read < 20; read++) await reading.next();
    await reading.return?.();
    expect(given).toBeLessThan(30);
  });

  test('may be plain', async () => {
    expect((await gathered(fileBytes(blocks(), false))).equals(Buffer.concat(blocks()))).toBe(true);
  });

  test.each([true, false])('end in the error of their source (compressed: %s)', async (compress) => {
    function* broken(): Generator<Uint8Array> {
      yield Buffer.alloc(100_000);
      throw new Error('no such data');
    }
    await expect(gathered(fileBytes(broken(), compress))).rejects.toThrow('no such data');
  });
});

describe('the ETag of a file', () => {
  const recipe: FileRecipe = {
    surface: 'mpn',
    world: 'seed 1, 200 customers',
    query: 'SELECT A FROM B',
    window: null,
    asOf: 1,
    redact: false,
    format: 'csv',
    compress: true,
  };

  test('is strong and the same for the same recipe', () => {
    expect(etagOf(recipe)).toMatch(/^"0x[0-9A-F]{32}"$/);
    expect(etagOf({ ...recipe })).toBe(etagOf(recipe));
  });

  test('differs with everything the content follows from', () => {
    const others: Partial<FileRecipe>[] = [
      { surface: 'cmp' },
      { world: 'seed 2, 200 customers' },
      { query: 'SELECT A FROM C' },
      { window: { fromAt: 1, toAt: null } },
      { window: { fromAt: null, toAt: 1 } },
      { asOf: 2 },
      { redact: true },
      { format: 'tsv' },
      { compress: false },
      { variant: 'empty' },
    ];
    const etags = [recipe, ...others.map((other) => ({ ...recipe, ...other }))].map(etagOf);
    expect(new Set(etags).size).toBe(etags.length);
  });
});

function text(...cells: (string | null)[]): Column {
  const dictionary = [...new Set(cells.filter((cell) => cell !== null))];
  return {
    type: 'text',
    dictionary,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : dictionary.indexOf(cell))),
  };
}

function numbers(type: 'integer' | 'decimal' | 'date', ...cells: number[]): Column {
  return { type, values: Float64Array.from(cells) };
}

function resultOf(columns: Record<string, Column>): QueryResult {
  const named = Object.entries(columns).map(([name, column]) => ({
    name,
    type: column.type satisfies ColumnType,
    column,
  }));
  const [first] = named;
  const rowCount =
    first === undefined
      ? 0
      : 'codes' in first.column
        ? first.column.codes.length
        : first.column.values.length;
  return { columns: named, rowCount };
}

function written(result: QueryResult, format: FileFormat): string {
  return Buffer.concat([...delimitedBlocks([result], format)]).toString();
}

/** The same, written as plainly as can be. */
function naive({ columns, rowCount }: QueryResult, format: FileFormat): string {
  const delimiter = format === 'csv' ? ',' : '\t';
  const field = (value: string): string =>
    [delimiter, '"', '\r', '\n'].some((char) => value.includes(char)) ||
    value !== value.replace(/^[ \t]+|[ \t]+$/g, '')
      ? `"${value.replaceAll('"', '""')}"`
      : value;
  const rows = Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ column }) => field(formatCell(column, row))),
  );
  return [columns.map(({ name }) => field(name)), ...rows]
    .map((cells) => `${cells.join(delimiter)}\r\n`)
    .join('');
}

/** A strict reader of RFC 4180. */
function parse(content: string, delimiter: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < content.length) {
    const quotedField = /"((?:[^"]|"")*)"/y;
    const plainField = new RegExp(`[^"\r\n${delimiter}]*`, 'y');
    const reader = content[at] === '"' ? quotedField : plainField;
    reader.lastIndex = at;
    const match = reader.exec(content);
    if (match === null) throw new Error(`no field at ${at}`);
    rows.at(-1)?.push(reader === quotedField ? (match[1] ?? '').replaceAll('""', '"') : match[0]);
    at = reader.lastIndex;
    if (content.startsWith('\r\n', at)) {
      rows.push([]);
      at += 2;
    } else if (content[at] === delimiter) at++;
    else throw new Error(`neither a delimiter nor an end at ${at}`);
  }
  rows.pop();
  return rows;
}

async function gathered(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const block of bytes) all.push(block);
  return Buffer.concat(all);
}
