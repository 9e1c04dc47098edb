import type { components } from '../../src/generated/api-types.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { makeManyReports } from '../support/many-reports.ts';
import { createReport, scheduled } from '../support/payloads.ts';
import { START, startForTest, type World } from '../support/start-for-test.ts';

interface Timeline {
  readonly now: number;
  readonly isCut: boolean;
  readonly reportCount: number;
  readonly reports: readonly components['schemas']['TimelineReport'][];
  readonly next: readonly components['schemas']['DueMoment'][];
}

const START_AT = Date.parse(START);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('has each execution in the state it is in, and what happens next', async () => {
  await using world = await startForTest();
  const { sandbox, partner } = world;
  const nightly = await createReport(partner, scheduled());
  const paused = await createReport(partner, scheduled({ ReportName: 'Paused' }));
  const stuck = await createReport(
    partner,
    scheduled({ ReportName: 'Stuck', Description: '[emulator:stuck]' }),
  );
  await partner.pauseReport(paused);
  await sandbox.clock.advanceTo('2026-01-17T00:00:02Z');
  const timeline = await timelineOf(world);
  const of = (id: string) => timeline.reports.find(({ reportId }) => reportId === id);
  const due = START_AT + DAY;
  expect(of(nightly)).toEqual({
    reportId: nightly,
    name: 'Nightly',
    status: 'Active',
    startAt: due,
    intervalHours: 24,
    nextDueAt: due + 2 * DAY,
    completedCount: 1,
    completed: [[1, due, due + 3000]],
    running: [[2, due + DAY, due + DAY + 3000]],
    pending: [[3, due + 2 * DAY]],
    paused: [],
  });
  expect(of(paused)).toMatchObject({ status: 'Paused', nextDueAt: null, paused: [[1, due]], pending: [] });
  expect(of(stuck)).toMatchObject({
    running: [
      [1, due, null],
      [2, due + DAY, null],
    ],
  });
  expect(timeline.next.map(({ at, kind, reportId }) => [at, kind, reportId])).toEqual([
    [due + DAY + 3000, 'completes', nightly],
    [due + 2 * DAY + 1000, 'runs', nightly],
    [due + 2 * DAY + 1000, 'runs', stuck],
  ]);
  await sandbox.clock.advanceTo('2026-01-17T00:00:03Z');
  const { value } = (await partner.getExecutions(nightly)).body;
  expect(value[0]?.executionId).toBe(timeline.next[0]?.executionId);
});

test('lists the retry of a callback among what happens next', async () => {
  await using world = await startForTest();
  const callback = { CallbackUrl: 'http://127.0.0.1:1/nobody' };
  const reportId = await createReport(world.partner, scheduled({ RecurrenceCount: 1, ...callback }));
  await world.sandbox.clock.advance('P1DT3S');
  const { next } = await timelineOf(world);
  expect(next).toMatchObject([{ at: START_AT + DAY + 13_000, kind: 'callback', reportId }]);
});

test('tells of a window, of some reports, and what was cut', async () => {
  await using world = await startForTest();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++)
    ids.push(await createReport(world.partner, scheduled({ RecurrenceInterval: 4 })));
  await world.sandbox.clock.advance('P4D');
  const day = 'from=2026-01-16T12:00:00Z&to=2026-01-17T12:00:00Z';
  const window = await timelineOf(world, `?${day}`);
  expect(window.reports.map(({ completed }) => completed.length)).toEqual([7, 7, 7]);
  expect(window.isCut).toBe(false);
  const cut = await timelineOf(world, `?${day}&limit=6`);
  expect(cut.reports.map(({ completed, completedCount }) => [completed.length, completedCount])).toEqual([
    [2, 7],
    [2, 7],
    [2, 7],
  ]);
  expect(cut.isCut).toBe(true);
  expect(cut.reports[0]?.completed.at(-1)).toEqual(window.reports[0]?.completed.at(-1));
  const some = await timelineOf(world, `?reportId=${ids[2]?.toUpperCase()};${ids[0]};${ids[0]};unknown`);
  expect(some.reports.map(({ reportId }) => reportId)).toEqual([ids[2], ids[0]]);
  expect(new Set(some.next.map(({ reportId }) => reportId))).toEqual(new Set([ids[2], ids[0]]));
});

test.each([
  'from=yesterday',
  'from=2026-01-16T00:00:00Z&to=2026-01-15T00:00:00Z',
  'limit=0',
  'limit=200001',
  'since=1',
])('refuses %s', async (query) => {
  await using world = await startForTest();
  const answer = await new ControlPlane(world.emulator.url).ask('GetTimeline', 'GET', `timeline?${query}`);
  expect(answer.status).toBe(400);
});

test('draws a thousand reports with a hundred thousand executions in well under a second', async () => {
  await using world = await startForTest();
  await makeManyReports(world.sandbox, 1000);
  await world.sandbox.clock.advanceTo('2026-02-01T13:00:00Z');
  const ask = async (query: string) => {
    const startedMs = performance.now();
    const response = await fetchUnchecked(`${world.emulator.url}/_emulator/timeline${query}`);
    return { text: await response.text(), ms: performance.now() - startedMs };
  };
  const all = await ask('?from=2026-01-15T00:00:00Z&limit=200000');
  const { reports, isCut } = JSON.parse(all.text) as Timeline;
  expect([reports.length, isCut, reports.reduce((sum, { completed }) => sum + completed.length, 0)]).toEqual([
    1000,
    false,
    100_000,
  ]);
  // What a change on the way asks for is no more than the change.
  const last = await ask('?from=2026-02-01T12:00:00Z');
  expect(last.text.length).toBeLessThan(all.text.length / 8);
  expect(all.ms).toBeLessThan(1000);
});

async function timelineOf(world: World, query = ''): Promise<Timeline> {
  const answer = await new ControlPlane(world.emulator.url).ask('GetTimeline', 'GET', `timeline${query}`);
  expect(answer.status).toBe(200);
  // Held to openapi.yaml by `ask`.
  return answer.body as Timeline;
}
