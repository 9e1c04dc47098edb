import fc from 'fast-check';
import {
  mostBytesOf,
  readExchange,
  readExchangeHead,
  writeExchange,
  type Exchanged,
} from '../../../src/sandbox/exchange-record.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '\u0000',
    'é'.repeat(50),
    'a text of more than forty letters, which are not written singly',
  ),
);
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

function written(exchange: Exchanged): Buffer {
  const bytes = Buffer.alloc(mostBytesOf(exchange) + 3);
  const end = writeExchange(exchange, bytes, 3);
  expect(end).toBeLessThanOrEqual(bytes.length);
  return bytes.subarray(3, end);
}

test('an exchange is read as it was written', () => {
  fc.assert(
    fc.property(exchanged, (exchange) => {
      const { at, status, method, operation } = exchange;
      expect(readExchange(written(exchange))).toEqual(exchange);
      expect(readExchangeHead(written(exchange))).toEqual({ at, status, method, operation });
    }),
  );
});

test.each([
  ['a', 16_384],
  ['é', 8192],
  ['漢', 5461],
  ['😀', 4096],
])('of a long body of %s, whole characters are kept up to 16 KB', (character, kept) => {
  const whole = character.repeat(20_000);
  const [exchange] = fc.sample(exchanged, 1);
  if (exchange === undefined) throw new Error('There is no sample');
  const record = written({ ...exchange, requestBody: whole, responseBody: whole });
  expect(readExchange(record)).toMatchObject({
    requestBody: character.repeat(kept),
    responseBody: character.repeat(kept),
  });
});
