import fc from 'fast-check';
import { FaultBook } from '../../../src/faults/fault-book.ts';
import type { FaultEvent } from '../../../src/faults/fault-event.ts';
import type { FaultRule } from '../../../src/faults/read-fault-rule.ts';

const event: fc.Arbitrary<FaultEvent> = fc.constantFrom(
  { subject: 'exchange', operation: 'GetReports', method: 'GET', path: '/insights/v1/mpn/ScheduledReport' },
  {
    subject: 'exchange',
    operation: 'CreateReport',
    method: 'POST',
    path: '/insights/v1/mpn/ScheduledReport',
  },
  { subject: 'exchange', operation: 'DownloadReport', method: 'HEAD', path: '/reports/a/b/c.csv' },
  { subject: 'exchange', operation: null, method: 'PATCH', path: '/elsewhere' },
  { subject: 'execution', operation: 'GetReportExecutions', method: 'GET', path: '/execution/1' },
);

const rule: fc.Arbitrary<FaultRule> = fc
  .record(
    {
      match: fc.constantFrom<NonNullable<FaultRule['match']>[]>(
        {},
        { operation: 'GetReports' },
        { method: 'post' },
        { path: '/insights/*' },
      ),
      after: fc.nat(4),
      times: fc.integer({ min: 1, max: 5 }),
      probability: fc.constantFrom(0, 0.4, 1),
    },
    { requiredKeys: [] },
  )
  .chain((rest) =>
    fc
      .constantFrom<FaultRule['effect'][]>({ status: 500 }, { delay: 1 }, { reset: true })
      .map((effect) => ({ ...rest, effect })),
  );

function bookOf(seed: number, rules: readonly FaultRule[]): FaultBook {
  const book = new FaultBook(seed);
  for (const each of rules) book.add(each);
  return book;
}

function strikesOf(book: FaultBook, events: readonly FaultEvent[]): string[] {
  return events.map((each) =>
    book
      .strike(each)
      .map(({ name }) => name)
      .join(),
  );
}

const rules = fc.array(rule, { maxLength: 6 });
const events = fc.array(event, { maxLength: 60 });

test('the same rules, seed and events strike the same, also when restored elsewhere on the way', () => {
  fc.assert(
    fc.property(rules, events, events, fc.nat(5), (given, before, after, seed) => {
      const book = bookOf(seed, given);
      strikesOf(book, before);
      const elsewhere = new FaultBook(seed);
      elsewhere.restore(book.list(), book.lastNumber);
      expect(elsewhere.list()).toEqual(book.list());
      const all = strikesOf(bookOf(seed, given), [...before, ...after]);
      expect(strikesOf(elsewhere, after)).toEqual(all.slice(before.length));
      expect(strikesOf(book, after)).toEqual(all.slice(before.length));
    }),
  );
});

test('one effect of a kind strikes at a time, and no rule more often than it may', () => {
  fc.assert(
    fc.property(rules, events, (given, happening) => {
      const book = bookOf(1, given);
      for (const strike of strikesOf(book, happening)) {
        const names = strike.split(',');
        expect(new Set(names).size).toBe(names.length);
      }
      for (const { after, times, probability, matches, hits, remaining } of book.list()) {
        expect(hits).toBeLessThanOrEqual(Math.min(times ?? Infinity, Math.max(0, matches - after)));
        expect(remaining).toBe(times === null ? null : times - hits);
        if (probability === 0) expect(hits).toBe(0);
      }
    }),
  );
});

test('without rules nothing is looked at', () => {
  const book = new FaultBook(1);
  const [first, second] = [1, 2].map(() =>
    book.strike({ subject: 'exchange', operation: null, method: 'GET', path: '/' }),
  );
  expect(first).toEqual([]);
  expect(second).toBe(first);
});
