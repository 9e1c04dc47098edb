import type { ReportState } from '../../src/schedule/report-state.ts';
import type { SandboxHandle } from '../../src/sandbox-handle.ts';
import { HOUR } from '../../src/primitives/instant.ts';
import { draw, pick } from '../../src/primitives/seeded-random.ts';
import { executeNow } from '../support/payloads.ts';
import { startForTest } from '../support/start-for-test.ts';
import { ACTIONS, advanceInProcess, create, soon, type Stressed } from './stress-actions.ts';
import { History } from './stress-history.ts';

const ACTORS = 12;
const STEPS_OF_EACH = 150;
/** 429 and 403 come of faults, 404 and 400 of what others have removed or changed meanwhile. */
const EXPECTED = [200, 201, 204, 400, 403, 404, 409, 429];
/** What an execution takes from its due moment to its file, by the options' defaults. */
const COURSE_MS = 3000;

test.each([1, 2])(
  'advances, resets, deletions and requests at the same time break nothing, seed %d',
  async (seed) => {
    await using world = await startForTest({ callbackRetry: [10, 60] });
    const stressed = ['one', 'two', 'three'].map<Stressed>((name) => ({
      world,
      name,
      history: new History(),
    }));
    const answers = new Map<string, number[]>([...ACTIONS.keys()].map((name) => [name, []]));
    const act = async (actor: number): Promise<void> => {
      for (let step = 0; step < STEPS_OF_EACH; step++) {
        const drawn = draw(draw(seed, actor), step);
        const [name, action] = pick(draw(drawn, 5), [...ACTIONS]);
        answers.get(name)?.push(await action(pick(draw(drawn, 1), stressed), draw(drawn, 3)));
      }
    };
    await Promise.all(Array.from({ length: ACTORS }, (_, actor) => act(actor)));

    for (const [name, statuses] of answers) {
      // Whatever met, it was answered as documented, and everything was done at least once.
      expect([name, statuses.filter((status) => !EXPECTED.includes(status))]).toEqual([name, []]);
      expect([name, statuses.some((status) => status === 200 || status === 204)]).toEqual([name, true]);
    }
    expect(answers.get('advance days')).toContain(409);
    expect(answers.get('advance in the process')).toContain(409);
    for (const one of stressed) {
      expect([one.name, one.history.problems()]).toEqual([one.name, []]);
      expect(one.history.advances).toBeGreaterThan(5);
      await settle(one);
    }
  },
  60_000,
);

/** Lets a sandbox come to rest, and holds what is in it to the rules of its reports. */
async function settle(at: Stressed): Promise<void> {
  const sandbox = at.world.emulator.sandbox(at.name);
  sandbox.faults.clear();
  const made = [
    create(at, 0, executeNow()),
    create(at, 1, soon(at, { RecurrenceInterval: 4, RecurrenceCount: 3 })),
    create(at, 0, soon(at, { RecurrenceInterval: 6 })),
  ];
  expect(await Promise.all(made)).toEqual([200, 200, 200]);
  expect(await advanceInProcess(at, 3 * 86_400)).toBe(200);
  const state = sandbox.state();
  for (const report of state.reports.kept) {
    if (report.settings[0]?.recurrence === null) expectRanOnce(report);
    else expectOnItsGrid(report);
  }
  expectReceived(sandbox, at.history);
  // Putting it back looks at every number of it and at what they say of each other.
  sandbox.restore(JSON.parse(JSON.stringify(state)));
  expect(sandbox.state()).toEqual(state);
}

/** Those run beside the schedule aside. */
function expectRanOnce({ status, waiting, running, completed }: ReportState): void {
  const own = completed.filter(([, ordinal]) => ordinal > 0);
  expect({ status, waiting, running, own: own.length }).toEqual({
    status: 'Inactive',
    waiting: null,
    running: [],
    own: 1,
  });
  for (const [, , dueAt, completedAt] of completed) expect(completedAt - dueAt).toBe(COURSE_MS);
}

function expectOnItsGrid(report: ReportState): void {
  for (const [at, { recurrence }] of report.settings.entries()) {
    if (recurrence === null) throw new Error('A schedule that became none');
    const { startAt, intervalHours, count } = recurrence;
    const occurrences = occurrencesUnder(report, at);
    expect(occurrences.filter(({ dueAt }) => (dueAt - startAt) % (intervalHours * HOUR) !== 0)).toEqual([]);
    expect(occurrences.map(({ ordinal }) => ordinal)).toEqual(occurrences.map((_, i) => i + 1));
    const dueMoments = occurrences.map(({ dueAt }) => dueAt);
    expect(dueMoments).toEqual([...new Set(dueMoments)].sort((a, b) => a - b));
    expect(occurrences.length).toBeLessThanOrEqual(count ?? Infinity);
    if (at === 0 && report.status === 'Inactive') expect(occurrences).toHaveLength(count ?? 0);
  }
  for (const [, , dueAt, completedAt] of report.completed) expect(completedAt - dueAt).toBe(COURSE_MS);
}

/** In order: those that ran with these settings, and for its own ones the next that will. */
function occurrencesUnder({ completed, running, waiting }: ReportState, settings: number) {
  const ran = completed
    .filter((one) => one[4] === settings)
    .map(([, ordinal, dueAt]) => ({ ordinal, dueAt }));
  const runs = running.filter((one) => one.settings === settings);
  const next = settings === 0 && waiting !== null ? [waiting] : [];
  return [...ran, ...runs, ...next]
    .filter(({ ordinal }) => ordinal > 0)
    .map(({ ordinal, dueAt }) => ({ ordinal, dueAt }))
    .sort((a, b) => a.ordinal - b.ordinal);
}

/**
 * The inbox has got what was delivered there, as often as it was. More only where the sandbox was put back meanwhile: a callback that
 * was in flight then is sent again.
 */
function expectReceived(sandbox: SandboxHandle, history: History): void {
  const received = new Map<string, number>();
  for (const { path } of sandbox.inbox()) received.set(path, (received.get(path) ?? 0) + 1);
  const delivered = new Map<string, number>();
  for (const { address, attempts } of sandbox.callbacks()) {
    const path = address.split('/_emulator/inbox')[1];
    if (path === undefined) continue;
    const arrived = attempts.filter(({ status }) => status === 200).length;
    delivered.set(path, (delivered.get(path) ?? 0) + arrived);
  }
  const isUnbroken = (path: string): boolean => history.isUnbroken(Number(/^\/n(\d+)\//.exec(path)?.[1]));
  const unbroken = (counts: ReadonlyMap<string, number>): unknown =>
    [...counts].filter(([path, times]) => times > 0 && isUnbroken(path)).sort();
  expect(unbroken(received)).toEqual(unbroken(delivered));
  expect(unbroken(delivered)).not.toEqual([]);
  for (const [path, times] of delivered) expect(received.get(path) ?? 0).toBeGreaterThanOrEqual(times);
}
