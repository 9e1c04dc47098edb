import fc from 'fast-check';
import { codePointOrder, compareCodePoints } from '../../../src/primitives/code-points.ts';
import { leastKeys } from '../../../src/primitives/least-keys.ts';
import { likePattern } from '../../../src/primitives/like-pattern.ts';
import { didYouMean, meantHint } from '../../../src/primitives/nearest-name.ts';
import { numberIds } from '../../../src/primitives/number-ids.ts';
import { stableOrder } from '../../../src/primitives/stable-order.ts';

describe('order by code point', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });

  test('is that of the code points one by one', () => {
    const naive = (a: string, b: string): number => {
      const [left, right] = [a, b].map((t) =>
        Array.from(t, (c) => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join(''),
      );
      return (left ?? '') < (right ?? '') ? -1 : left === right ? 0 : 1;
    };
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(naive(a, b));
        expect(Math.sign(codePointOrder([a, b])(a, b))).toBe(naive(a, b));
      }),
    );
  });
});

describe('LIKE', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['%', '', true],
    ['_', '', false],
    ['_', '😀', true],
    ['__', '😀', false],
    ['%__', '😀', false],
    ['a%b%c', 'axxbxxbc', true],
    ['a%b%c', 'acb', false],
    ['%ab', 'aab', true],
    ['[a]', 'a', false],
    ['a\\%', 'a\\b', true],
    ['%_x', '😀x', true],
  ])('%p on %p: %p', (pattern, text, expected) => {
    expect(likePattern(pattern)(text)).toBe(expected);
  });

  test('is what a regular expression says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '\n') });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_', '😀') });
    fc.assert(
      fc.property(pattern, text, (like, given) => {
        const regex = new RegExp(`^${like.replaceAll('%', '[^]*').replaceAll('_', '[^]')}$`, 'u');
        expect(likePattern(like)(given)).toBe(regex.test(given));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a stable order', () => {
  test.each([
    ['small numbers', fc.integer({ min: -5, max: 5 })],
    ['32 bits', fc.integer()],
    ['2^53', fc.maxSafeInteger().map((n) => Math.trunc(n / 2))],
    ['around 2^32', fc.integer({ min: -3, max: 3 }).map((n) => n + 2 ** 32)],
  ])('sorts as a stable sort does, NaN last: %s', (_size, number) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(number, fc.constantFrom(NaN, 0, -0))), (keys) => {
        const start = keys.map((_, i) => keys.length - 1 - i);
        const expected = [...start].sort((a, b) => {
          const [left = 0, right = 0] = [keys[a], keys[b]];
          if (Number.isNaN(left) || Number.isNaN(right))
            return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
          return left - right;
        });
        expect([...stableOrder(Int32Array.from(start), Float64Array.from(keys))]).toEqual(expected);
      }),
    );
  });
});

describe('the least of many keys', () => {
  test('are among those found, which stand as they stood', () => {
    const key = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger(), fc.constantFrom(NaN, 0, -0));
    fc.assert(
      fc.property(fc.array(key), fc.nat({ max: 10 }), (list, most) => {
        const keys = Float64Array.from(list);
        const found = [...leastKeys(keys, most)];
        const sorted = [...stableOrder(Int32Array.from(list.keys()), keys)];
        expect(found).toEqual(expect.arrayContaining(sorted.slice(0, most)));
        expect(found).toEqual(found.toSorted((a, b) => a - b));
      }),
    );
  });

  test('are few where keys differ', () => {
    const keys = Float64Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_000);
    expect(leastKeys(keys, 10).length).toBeLessThan(100);
  });
});

describe('numbers in order of appearance', () => {
  test.each([
    ['a table', 10, 10],
    ['a hash', 2 ** 52, 10],
    ['a hash of numbers that differ only high up', 2 ** 52, 2 ** 40],
  ])('by %s', (_how, space, step) => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 })), (small) => {
        const values = small.map((n) => (space > 10 ? n * step : n));
        const distinct = [...new Set(values)];
        const ids = new Int32Array(values.length);
        const numbering = numberIds(space, values.length);
        const half = Math.floor(values.length / 2);
        numbering.take(Float64Array.from([...values.slice(0, half), 7]), half, ids, 0);
        numbering.take(Float64Array.from(values.slice(half)), values.length - half, ids, half);
        expect([...ids]).toEqual(values.map((v) => distinct.indexOf(v)));
        expect([...numbering.firsts()]).toEqual(distinct.map((v) => values.indexOf(v)));
      }),
    );
  });
});

describe('the name that was most likely meant', () => {
  const names = ['Customers', 'CustomersAndTenants', 'Profile'];

  test.each([
    ['Custmers', 'Customers'],
    ['profle', 'Profile'],
    ['CUSTOMERANDTENANT', 'CustomersAndTenants'],
  ])('is told: %s', (typed, meant) => {
    expect(didYouMean(typed, names)).toBe(`did you mean ${meant}?`);
    expect(meantHint(typed, names)).toBe(` - did you mean '${meant}'?`);
  });

  test.each(['Seats', '', 'Pro'])('is not made up: %j', (typed) => {
    expect(didYouMean(typed, names)).toBeNull();
    expect(meantHint(typed, names)).toBe('');
  });
});
