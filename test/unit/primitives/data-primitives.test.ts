import fc from 'fast-check';
import { crc32, crc32WithTable } from '../../../src/primitives/crc32.ts';
import { ByteBudget } from '../../../src/primitives/byte-budget.ts';
import { daysIn, firstDayOf, monthOfYear } from '../../../src/primitives/month.ts';
import { readShape } from '../../../src/primitives/read-shape.ts';

test('what was used longest ago is dropped when the budget is passed', () => {
  const dropped: string[] = [];
  const budget = new ByteBudget(100);
  const hold = (name: string, bytes: number) => budget.hold(bytes, () => dropped.push(name));
  const a = hold('a', 40);
  hold('b', 40);
  a.touch();
  hold('c', 40);
  expect([dropped, budget.bytes]).toEqual([['b'], 80]);
  a.grow(70);
  expect([dropped, budget.bytes]).toEqual([['b', 'c'], 110]);
});

test('what has been dropped neither counts nor comes back', () => {
  const budget = new ByteBudget(10);
  const first = budget.hold(8, () => undefined);
  budget.hold(8, () => undefined);
  first.touch();
  first.grow(100);
  expect(budget.bytes).toBe(8);
});

test('months know their days, leap years included', () => {
  expect(firstDayOf(1970 * 12)).toBe(0);
  expect([daysIn(2024 * 12 + 1), daysIn(2100 * 12 + 1), daysIn(2023 * 12 + 11)]).toEqual([29, 28, 31]);
  expect(monthOfYear(2026 * 12 + 4)).toBe(4);
});

test('a value is read as its shape says, or refused with the place', () => {
  const shape = {
    name: 'text',
    tags: 'texts',
    size: 'number',
    on: 'flag',
    note: 'textOrNull',
    parts: [{ id: 'text' }],
  } as const;
  const good = { name: 'n', tags: ['t'], size: 1, on: true, note: null, parts: [{ id: 'x' }] };
  expect(readShape(good, shape)).toBe(good);
  expect(() => readShape({ ...good, parts: [{ id: 1 }] }, shape)).toThrow('Expected text at $.parts[0].id');
  expect(() => readShape({ ...good, parts: {} }, shape)).toThrow('Expected a list at $.parts');
  expect(() => readShape({ ...good, tags: [1] }, shape)).toThrow('Expected texts at $.tags');
  expect(() => readShape({ ...good, size: undefined }, shape)).toThrow('Expected number at $.size');
  expect(() => readShape({ ...good, on: 0 }, shape)).toThrow('Expected flag at $.on');
  expect(() => readShape({ ...good, note: 0 }, shape)).toThrow('Expected textOrNull at $.note');
  expect(() => readShape(null, shape)).toThrow('Expected an object at $');
});

test('a checksum is the known one, goes on from another, and is the same however it is computed', () => {
  for (const checksum of [crc32, crc32WithTable])
    expect(checksum(Buffer.from('123456789'), 0)).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (head, tail) => {
      const whole = crc32(Buffer.concat([head, tail]), 0);
      expect(crc32(tail, crc32WithTable(head, 0))).toBe(whole);
      expect(crc32WithTable(tail, crc32(head, 0))).toBe(whole);
    }),
  );
});
