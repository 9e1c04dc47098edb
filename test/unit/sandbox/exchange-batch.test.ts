import fc from 'fast-check';
import { cutBody, ExchangeBatch, type Exchanged } from '../../../src/sandbox/exchange-batch.ts';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\u0000', 'é'.repeat(50)));
const body = fc.oneof(fc.constant(null), text, fc.constantFrom('{"a":1}'.repeat(300), '漢'.repeat(4000)));
const exchanged: fc.Arbitrary<Exchanged> = fc.record({
  at: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  method: text,
  target: text,
  operation: fc.option(text),
  status: fc.constantFrom(null, 200, 404, 599),
  ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
  requestBody: body,
  responseBody: body,
  hint: fc.option(text),
  correlationId: fc.uuid(),
});

test('exchanges are read as they were written, whatever stood there before', () => {
  const three = fc.array(exchanged, { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(three, { minLength: 1, maxLength: 4 }), (sets) => {
      const batch = new ExchangeBatch(3);
      for (const exchanges of sets) {
        batch.write(exchanges);
        expect([...batch]).toEqual(exchanges);
      }
    }),
  );
});

test.each([
  ['a', 16_384],
  ['é', 8192],
  ['漢', 5461],
  ['😀', 4096],
])('of a long body of %s, whole characters are kept up to 16 KB', (character, kept) => {
  expect(cutBody(character.repeat(20_000))).toBe(character.repeat(kept));
  expect(cutBody(character.repeat(kept + 1))).toBe(character.repeat(kept));
  expect(cutBody(character.repeat(kept))).toBe(character.repeat(kept));
});
