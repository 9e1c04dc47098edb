import fc from 'fast-check';
import { Timeline, type Due, type DueKind } from '../../../src/clock/timeline.ts';

interface Spec {
  readonly dueAt: number;
  readonly kind: DueKind;
  readonly report: number;
}

const spec: fc.Arbitrary<Spec> = fc.record({
  dueAt: fc.integer({ min: 0, max: 30 }),
  kind: fc.constantFrom<DueKind>(0, 1),
  report: fc.integer({ min: 1, max: 5 }),
});
const step = fc.oneof(
  { weight: 5, arbitrary: spec.map((added) => ({ does: 'add' as const, added })) },
  { weight: 4, arbitrary: fc.nat().map((which) => ({ does: 'cancel' as const, which })) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 40 }).map((until) => ({ does: 'take' as const, until })),
  },
);

test('gives what a sorted list would give, whatever is added, cancelled and taken', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const timeline = new Timeline();
      let expected: Due[] = [];
      steps.forEach((one, number) => {
        if (one.does === 'add') {
          const due = { ...one.added, step: number, run: () => {} };
          timeline.add(due);
          expected = [...expected, due].sort(inOrder);
        } else if (one.does === 'cancel') {
          const due = expected[one.which % Math.max(expected.length, 1)];
          if (due === undefined) return;
          timeline.cancel(due);
          expected = expected.filter((other) => other !== due);
        } else {
          const first = expected[0] !== undefined && expected[0].dueAt <= one.until ? expected[0] : null;
          expect(timeline.take(one.until)).toBe(first);
          expected = expected.filter((other) => other !== first);
        }
        expect(timeline.nextAt()).toBe(expected[0]?.dueAt ?? Infinity);
      });
      const rest: Due[] = [];
      for (let due = timeline.take(Infinity); due !== null; due = timeline.take(Infinity)) rest.push(due);
      expect(rest).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('tells when the earliest moment may have changed, and only then', () => {
  const timeline = new Timeline();
  const changes = jest.fn();
  timeline.onChange(changes);
  timeline.add(dueAt(10));
  timeline.add(dueAt(20));
  expect(changes).toHaveBeenCalledTimes(1);
  timeline.add(dueAt(5));
  expect(changes).toHaveBeenCalledTimes(2);
  timeline.clear();
  expect(changes).toHaveBeenCalledTimes(3);
  expect(timeline.take(Infinity)).toBeNull();
});

let steps = 0;

function dueAt(at: number): Due {
  return { dueAt: at, kind: 0, report: 1, step: ++steps, run: () => {} };
}

function inOrder(a: Due, b: Due): number {
  return a.dueAt - b.dueAt || a.kind - b.kind || a.report - b.report || a.step - b.step;
}
