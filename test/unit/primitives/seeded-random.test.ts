import fc from 'fast-check';
import { drawnGuid } from '../../../src/primitives/drawn-guid.ts';
import { remembered } from '../../../src/primitives/remembered.ts';
import {
  below,
  between,
  chance,
  draw,
  label,
  pick,
  weighted,
} from '../../../src/primitives/seeded-random.ts';
import { shuffledNumber } from '../../../src/primitives/shuffled-number.ts';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const draws = (count: number) => Array.from({ length: count }, (_, i) => draw(label('test'), i));

test('a draw is a whole number of 32 bits, and depends on key and label alone', () => {
  fc.assert(
    fc.property(uint32, uint32, (key, of) => {
      const drawn = draw(key, of);
      return Number.isInteger(drawn) && drawn >= 0 && drawn <= 0xffffffff && drawn === draw(key, of);
    }),
  );
  // Every platform and every version draws this, or the rows of all worlds change.
  expect(draw(1, 2)).toBe(1_712_224_151);
});

test('draws spread evenly', () => {
  const counts = Array<number>(10).fill(0);
  for (const drawn of draws(10_000)) counts[below(drawn, 10)] = (counts[below(drawn, 10)] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(900);
  expect(Math.max(...counts)).toBeLessThan(1100);
  expect(draws(10_000).filter((drawn) => chance(drawn, 250)).length / 10_000).toBeCloseTo(0.25, 1);
});

test('bounds are kept to the very last draw', () => {
  expect([below(0, 7), below(0xffffffff, 7)]).toEqual([0, 6]);
  expect([between(0, -3, 3), between(0xffffffff, -3, 3)]).toEqual([-3, 3]);
  expect([chance(0xffffffff, 1000), chance(0, 0)]).toEqual([true, false]);
  expect(pick(0xffffffff, ['a', 'b'])).toBe('b');
  expect(() => pick(0, [])).toThrow('Nothing to pick from');
});

test('a weight is how often an index is picked', () => {
  const choose = weighted([1, 0, 3]);
  const picked = draws(4000).map(choose);
  expect(picked).not.toContain(1);
  expect(picked.filter((index) => index === 2).length / 4000).toBeCloseTo(0.75, 1);
});

test('a drawn guid is one of version 4, in lower case, and its own for each key', () => {
  const guids = draws(2000).map(drawnGuid);
  expect(new Set(guids).size).toBe(2000);
  expect(
    guids.every((guid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(guid)),
  ).toBe(true);
});

test('a shuffle of numbers loses none and doubles none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), uint32, (bits, key) => {
      const size = 2 ** bits;
      const places = Array.from({ length: size }, (_, number) => shuffledNumber(number, bits, key));
      return new Set(places).size === size && places.every((place) => place >= 0 && place < size);
    }),
    { numRuns: 30 },
  );
  expect(shuffledNumber(1, 30, 5)).toBeLessThan(2 ** 30);
});

test('a remembered function is asked once for each index', () => {
  const asked: number[] = [];
  const square = remembered((index) => {
    asked.push(index);
    return index * index;
  });
  expect([3, 500, 3, 0, 500].map(square)).toEqual([9, 250_000, 9, 0, 250_000]);
  expect(asked).toEqual([3, 500, 0]);
});
