import { SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest, START } from '../support/start-for-test.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const QUEUE = 7 * SECOND;
const RUN = 5 * HOUR;
const BEGIN = Date.parse(START);

interface Plan {
  readonly start: number;
  readonly interval: number;
  readonly count: number;
}

/** Mixed: from every four hours to every ninety days, some for ever, some a few times, some over before the year is. */
const PLANS: readonly Plan[] = Array.from({ length: 1000 }, (_, at) => ({
  start: BEGIN + 4 * HOUR + ((at * 7919) % (50 * 24 * 3600)) * SECOND,
  interval: [4, 5, 6, 24, 25, 168, 720, 2160][at % 8]! * HOUR,
  count: [Infinity, Infinity, 1, 10, 1000][at % 5]!,
}));

/** What the emulator should have made of a plan by then: every moment by multiplication, none by counting on. */
function expected({ start, interval, count }: Plan, now: number) {
  const occurred = (delay: number): number =>
    Math.max(0, Math.min(count, Math.floor((now - delay - start) / interval) + 1));
  const [begun, completed] = [occurred(QUEUE), occurred(QUEUE + RUN)];
  const dueAt = (number: number): number => start + (number - 1) * interval;
  const numbers = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  return {
    transitions: begun + completed,
    completed: numbers(1, completed)
      .filter((number) => dueAt(number) >= now - 90 * DAY)
      .map((number) => [number, number, dueAt(number), dueAt(number) + QUEUE + RUN, 0]),
    running: numbers(completed + 1, begun).map((number) => ({
      number,
      ordinal: number,
      dueAt: dueAt(number),
      endsAt: dueAt(number) + QUEUE + RUN,
      settings: 0,
    })),
    waiting:
      begun < count
        ? { number: begun + 1, ordinal: begun + 1, dueAt: dueAt(begun + 1), status: 'Pending' }
        : null,
    status: completed === count ? 'Inactive' : 'Active',
    completions: completed,
  };
}

test('a year of a thousand reports happens exactly when it should, and 90 days of it are kept', async () => {
  await using world = await startForTest({ queueTime: QUEUE / SECOND, runTime: RUN / SECOND });
  const { partner, sandbox } = world;
  for (const { start, interval, count } of PLANS) {
    const body = {
      ReportName: 'r',
      QueryId: SYSTEM_QUERY_ID,
      StartTime: new Date(start).toISOString().replace('.000Z', 'Z'),
      RecurrenceInterval: interval / HOUR,
      RecurrenceCount: count === Infinity ? null : count,
    };
    expect((await partner.send({ method: 'POST', path: 'ScheduledReport', body })).status).toBe(200);
  }
  let before = { transitions: 0, completions: 0 };
  for (const days of [1, 60, 91, 200.03125, 365]) {
    const now = BEGIN + days * DAY;
    const advanced = await sandbox.clock.advanceTo(new Date(now));
    const lives = PLANS.map((plan) => expected(plan, now));
    const total = (of: 'transitions' | 'completions'): number =>
      lives.reduce((sum, life) => sum + life[of], 0);
    expect(advanced).toMatchObject({
      transitions: total('transitions') - before.transitions,
      completed: total('completions') - before.completions,
    });
    before = { transitions: total('transitions'), completions: total('completions') };
    const made = sandbox.state().reports.kept.map(({ completed, running, waiting, status }) => ({
      completed,
      running,
      waiting,
      status,
    }));
    const wanted = lives.map(({ completed, running, waiting, status }) => ({
      completed,
      running,
      waiting,
      status,
    }));
    // Compared as text first: looking through half a million numbers for the difference takes a while.
    if (JSON.stringify(made) !== JSON.stringify(wanted)) expect(made).toEqual(wanted);
  }
  expect(before.completions).toBeGreaterThan(300_000);
}, 60_000);
