import fc from 'fast-check';
import { parseDuration } from '../../../src/primitives/duration.ts';
import {
  DAY,
  formatDay,
  formatInstant,
  monthOf,
  parseTimestamp,
  SECOND,
  startOfMonth,
} from '../../../src/primitives/instant.ts';

const FIRST = Date.UTC(100, 0, 1);
const LAST = Date.UTC(10_000, 0, 1) - SECOND;
const second = fc.integer({ min: FIRST / SECOND, max: LAST / SECOND }).map((seconds) => seconds * SECOND);

describe('a timestamp', () => {
  test('is read back as it was written, with a T or with a blank', () => {
    fc.assert(
      fc.property(second, fc.nat(999), (at, fraction) => {
        const text = formatInstant(at + fraction);
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(parseTimestamp(text)).toBe(at);
        expect(parseTimestamp(text.replace('T', ' '))).toBe(at);
      }),
    );
  });

  test.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00.000Z',
    '2026-01-01T00:00:00+00:00',
    '2026-01-01t00:00:00z',
    '2026-01-01  00:00:00Z',
    '2026-1-1T0:0:0Z',
    '2026-01-01',
    '10000-01-01T00:00:00Z',
    '0000-12-31T23:59:59Z',
    '-2026-01-01T00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '２０２６-01-01T00:00:00Z',
    '',
  ])('is not %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  test('may be of the first centuries, as a date that .NET was never told is', () => {
    for (const text of ['0001-01-01T00:00:00Z', '0004-02-29T12:00:00Z', '0099-12-31T23:59:59Z'])
      expect(formatInstant(parseTimestamp(text) ?? NaN)).toBe(text);
    expect(parseTimestamp('0001-02-29T00:00:00Z')).toBeNull();
  });

  test('never is any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9TZ: -]{18,21}$/)), (text) => {
        const at = parseTimestamp(text);
        if (at !== null) expect(formatInstant(at)).toBe(text.replace(' ', 'T'));
      }),
      { numRuns: 1000 },
    );
  });

  test('belongs to the day and the month it names', () => {
    fc.assert(
      fc.property(second, (at) => {
        expect(formatInstant(at).startsWith(formatDay(Math.floor(at / DAY)))).toBe(true);
        expect(startOfMonth(monthOf(at))).toBeLessThanOrEqual(at);
        expect(startOfMonth(monthOf(at) + 1)).toBeGreaterThan(at);
      }),
    );
  });
});

describe('a duration', () => {
  const amount = fc.option(fc.nat(1000));

  test('is the sum of its weeks, days, hours, minutes and seconds', () => {
    fc.assert(
      fc.property(amount, amount, amount, amount, amount, (weeks, days, hours, minutes, seconds) => {
        const part = (value: number | null, unit: string): string =>
          value === null ? '' : `${value}${unit}`;
        const time = part(hours, 'H') + part(minutes, 'M') + part(seconds, 'S');
        const text = `P${part(weeks, 'W')}${part(days, 'D')}${time === '' ? '' : `T${time}`}`;
        const total =
          (((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 3600 +
          (minutes ?? 0) * 60 +
          (seconds ?? 0);
        expect(parseDuration(text)).toBe(text === 'P' ? null : total * SECOND);
        expect(parseDuration(text.toLowerCase())).toBe(parseDuration(text));
      }),
    );
  });

  test.each([
    [90, 90_000],
    ['90', 90_000],
    [' PT1M30S ', 90_000],
    [0, 0],
    ['PT0S', 0],
    ['P0D', 0],
    [0.0014, 1],
    ['PT0.5S', 500],
    ['P1.5D', 1.5 * DAY],
    ['PT36H', 1.5 * DAY],
  ])('reads %j as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    ...[NaN, Infinity, -Infinity, -1, 1e308, 201 * 366 * 86_400],
    ...['', ' ', 'P', 'PT', 'P1DT', 'P1M', 'P1Y', '-PT1H', 'PT-1H', '-1', '+1', '1e3', '0x10', 'NaN'],
    ...['PT1H30', 'PT1S1M', 'P1H', '1h', 'PT1,5S', 'PT1.S', '90s', 'P99999999W', '9'.repeat(400)],
  ])('is not %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  test('is a whole number of milliseconds from 0 on, or nothing, whatever the text', () => {
    const near = fc.stringMatching(/^-?P?[0-9.]{0,4}[WDTHMS]{0,2}[0-9.]{0,4}[WDHMS]?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), near, fc.double()), (input) => {
        const ms = parseDuration(input);
        if (ms !== null) expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
