import fc from 'fast-check';
import { groupKeys, knownKeys } from '../../../src/query/run/group-keys.ts';
import { numberRows } from '../../../src/query/run/number-rows.ts';

/** What rows with these cells are numbered as, by the words of the rule. */
function naively(cells: readonly (readonly number[])[]): { ids: number[]; firsts: number[] } {
  const combinations = cells.map((row) => row.join());
  const distinct = [...new Set(combinations)];
  return {
    ids: combinations.map((combination) => distinct.indexOf(combination)),
    firsts: distinct.map((combination) => combinations.indexOf(combination)),
  };
}

function table(columnCount: number): fc.Arbitrary<number[][]> {
  return fc.array(fc.array(fc.nat({ max: 2 }), { minLength: columnCount, maxLength: columnCount }));
}

test.each([
  ['one column', 1, 3],
  ['columns whose product is a table', 3, 3],
  ['columns whose product is a hash', 4, 2 ** 13],
  ['more columns than a double has digits for', 7, 2 ** 26],
])(
  'rows are numbered by all their keys, in the order in which combinations come: %s',
  (_what, columnCount, space) => {
    fc.assert(
      fc.property(table(columnCount), (rows) => {
        const columns = Array.from({ length: columnCount }, (_, at) =>
          knownKeys(
            Int32Array.from(rows, (row) => ((row[at] ?? 0) * (space - 1)) / 2),
            space,
          ),
        );
        const { ids, firsts } = numberRows(columns, rows.length);
        expect({ ids: [...ids], firsts: [...firsts] }).toEqual(naively(rows));
      }),
    );
  },
);

test.each([
  ['a month apart', 31],
  ['far apart', 2 ** 40],
])('more rows than fit in a block are numbered as one, by numbers %s', (_how, step) => {
  const rowCount = 10_000;
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  const dictionary = Array.from({ length: 3000 }, (_, code) =>
    code % 2 === 0 ? `Name ${code}` : `NAME ${code - 1}`,
  );
  const codes = rows.map((row) => (row * 7) % dictionary.length);
  const values = Float64Array.from(rows, (row) => (row % 5 === 0 ? NaN : (row % 3) * step));
  const keys = [
    groupKeys({ type: 'text', codes, dictionary }, rows),
    groupKeys({ type: 'integer', values }, rows),
  ];
  const { ids, firsts } = numberRows(keys, rowCount);
  const expected = naively([...rows].map((row) => [Math.floor((codes[row] ?? 0) / 2), values[row] ?? 0]));
  expect([...ids]).toEqual(expected.ids);
  expect([...firsts]).toEqual(expected.firsts);
});
