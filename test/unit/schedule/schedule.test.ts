import fc from 'fast-check';
import { Clock } from '../../../src/clock/clock.ts';
import { DAY, HOUR, SECOND } from '../../../src/primitives/instant.ts';
import { occurrenceAfter, occurrenceAtOrAfter, type Recurrence } from '../../../src/schedule/recurrence.ts';
import type { Report } from '../../../src/schedule/report.ts';
import { isRetained } from '../../../src/schedule/retention.ts';
import { Scheduler, type Timing } from '../../../src/schedule/scheduler.ts';
import { HandDrivenWall } from '../clock/hand-driven-wall.ts';

const START = Date.UTC(2026, 0, 15);
const recurrence: fc.Arbitrary<Recurrence> = fc.record({
  startAt: fc.integer({ min: -100 * DAY, max: 400 * DAY }).map((after) => START + after),
  intervalHours: fc.integer({ min: 4, max: 2160 }),
  count: fc.option(fc.integer({ min: 1, max: 50 })),
});

describe('the grid of occurrences', () => {
  const moment = fc.integer({ min: -400 * DAY, max: 4000 * DAY }).map((after) => START + after);

  test('has its first one at the start and one every interval', () => {
    fc.assert(
      fc.property(recurrence, fc.nat(1000), (grid, steps) => {
        let at = occurrenceAtOrAfter(grid, -Infinity);
        expect(at).toBe(grid.startAt);
        for (let step = 0; step < steps % 20; step++) at = occurrenceAfter(grid, at);
        expect(at).toBe(grid.startAt + (steps % 20) * grid.intervalHours * HOUR);
      }),
    );
  });

  test('has as next one at or after a moment the first that is not before it', () => {
    fc.assert(
      fc.property(recurrence, moment, (grid, at) => {
        const next = occurrenceAtOrAfter(grid, at);
        const interval = grid.intervalHours * HOUR;
        expect(next).toBeGreaterThanOrEqual(Math.max(at, grid.startAt));
        expect(Math.abs((next - grid.startAt) % interval)).toBe(0);
        expect(next - interval < at || next === grid.startAt).toBe(true);
        expect(occurrenceAtOrAfter(grid, next)).toBe(next);
        expect(occurrenceAtOrAfter(grid, next + 1)).toBe(occurrenceAfter(grid, next));
      }),
    );
  });
});

test('a completed execution is kept for 90 days from its due moment, to the millisecond', () => {
  const execution = {
    number: 1,
    ordinal: 1,
    dueAt: START,
    status: 'Completed',
    settings: report(1, null).settings,
    completedAt: START + HOUR,
  } as const;
  expect(isRetained(execution, START + 90 * DAY)).toBe(true);
  expect(isRetained(execution, START + 90 * DAY + 1)).toBe(false);
});

test('what an advance would do is foretold as never less than it does, and not much more', async () => {
  const duration = fc.constantFrom(0, SECOND, HOUR, 5 * HOUR, 300 * HOUR);
  const life = fc.record({
    recurrences: fc.array(fc.option(recurrence, { freq: 4 }), { minLength: 1, maxLength: 4 }),
    queueTimeMs: duration,
    runTimeMs: duration,
    steps: fc.array(fc.integer({ min: 0, max: 200 * DAY }), { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(life, async ({ recurrences, steps, ...timing }) => {
      const { clock, scheduler } = schedulerOf(timing);
      const reports = recurrences.map((grid, i) => scheduler.begin(report(i + 1, grid)));
      for (const step of steps) {
        const { transitions } = scheduler.counts;
        const foretold = scheduler.forecast(reports, clock.now() + step);
        await clock.advanceTo(clock.now() + step);
        const kept = reports.reduce((sum, each) => sum + each.completed.size + each.running.length, 0);
        const made = scheduler.counts.transitions - transitions;
        expect(foretold.transitions).toBeGreaterThanOrEqual(made);
        expect(foretold.executions).toBeGreaterThanOrEqual(kept);
        // Beyond what it does: what still runs at the end, and a few for each report.
        const stillRunning = reports.reduce((sum, each) => sum + each.running.length, 0);
        expect(foretold.transitions).toBeLessThanOrEqual(made + stillRunning + 4 * reports.length);
      }
    }),
    { numRuns: 200 },
  );
});

test('pausing and resuming at the very moment an execution began does not run that occurrence again', async () => {
  const { clock, scheduler } = schedulerOf({ queueTimeMs: 0, runTimeMs: HOUR });
  const scheduled = scheduler.begin(report(1, { startAt: START, intervalHours: 4, count: null }));
  await clock.advanceTo(START);
  scheduler.pause(scheduled);
  scheduler.resume(scheduled);
  expect(scheduled.waiting).toMatchObject({ number: 2, dueAt: START + 4 * HOUR });
  await clock.advanceTo(START);
  expect(scheduled.running).toHaveLength(1);
});

test('a report told to start long ago runs once at once, and then on its grid', async () => {
  const { clock, scheduler } = schedulerOf({ queueTimeMs: SECOND, runTimeMs: SECOND });
  const startAt = START - 10_000 * DAY - HOUR;
  const scheduled = scheduler.begin(report(1, { startAt, intervalHours: 24, count: 3 }));
  await clock.advanceTo(START);
  expect(scheduler.counts.transitions).toBe(1);
  expect(scheduled.waiting).toMatchObject({ ordinal: 2, dueAt: START + 23 * HOUR });
});

test('executions of a report that runs no more are forgotten too, once 90 days have passed', async () => {
  const { clock, scheduler } = schedulerOf({ queueTimeMs: 0, runTimeMs: 0 });
  const scheduled = scheduler.begin(report(1, { startAt: START, intervalHours: 24, count: 3 }));
  await clock.advanceTo(START + 91 * DAY);
  scheduler.forgetExpired([scheduled]);
  expect([...scheduled.completed].map(({ number }) => number)).toEqual([2, 3]);
});

function schedulerOf(timing: Timing & { readonly runTimeMs: number }) {
  const clock = new Clock({ now: START, mode: 'frozen', rate: 1 }, new HandDrivenWall(), (error) => {
    throw error;
  });
  const course = {
    runTimeMs: () => timing.runTimeMs,
    mayStayRunning: () => false,
    onStarted() {},
    onCompleted() {},
  };
  return { clock, scheduler: new Scheduler(clock, timing, course) };
}

function report(number: number, grid: Recurrence | null): Report {
  return {
    reportId: `7d1f3b0e-5c0a-4a57-9f0b-${String(number).padStart(12, '0')}`,
    number,
    surface: 'any',
    queryId: '',
    query: '',
    window: null,
    user: '',
    redacted: false,
    createdAt: START,
    modifiedAt: null,
    settings: { reportName: '', description: null, format: 'csv', callback: null, recurrence: grid },
    status: 'Active',
  };
}
