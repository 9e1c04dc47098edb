import fc from 'fast-check';
import type { SandboxHandle } from '../../src/sandbox-handle.ts';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { download, linkOf } from '../support/download.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';

/** A sandbox with the client that uses it, wherever it stands. */
interface Place {
  readonly sandbox: SandboxHandle;
  readonly partner: Partner;
  /** Of all reports created so far. */
  readonly reportIds: string[];
}

/** What a partner or a tester does next; the answer is all there is to see of it. */
interface Step {
  readonly name: string;
  readonly take: (place: Place) => Promise<string>;
}

const ALL = { executionStatus: 'Pending;Running;Paused;Completed', getLatestExecution: 'false' };

test('a sandbox that is moved to another emulator goes on as if it never had been', async () => {
  await using world = await startForTest({ seed: 5 });
  await using elsewhere = await startForTest({ seed: 6, now: '2020-01-01T00:00:00Z' });
  // Refuses what is sent to `bad`, so that retries are under way when the sandbox moves.
  await using receiver = await receiveCallbacks(({ target }) => {
    if (target.startsWith('/bad')) throw new Error('refused');
  });
  let lives = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(stepsTo(receiver.url), { minLength: 5, maxLength: 30, size: 'max' }),
      fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
      async (steps, cuts) => {
        const name = `life-${++lives}`;
        const stayed = placeIn(world, `${name}-stays`);
        let moved = placeIn(world, `${name}-moves`);
        for (const [at, step] of steps.entries()) {
          for (const cut of cuts.filter((one) => one === at)) {
            moved = move(moved, cut % 2 === 0 ? elsewhere : world, `${name}-${at}`);
          }
          expect([step.name, await step.take(moved)]).toEqual([step.name, await step.take(stayed)]);
        }
        expect(comparable(moved)).toEqual(comparable(stayed));
      },
    ),
    { numRuns: 25, interruptAfterTimeLimit: 50_000 },
  );
}, 60_000);

test('a file has the same bytes and the same ETag in both emulators', async () => {
  await using world = await startForTest({ seed: 5 });
  await using elsewhere = await startForTest();
  const here = placeIn(world, 'files');
  const { body } = await here.partner.createQuery({ Name: 'q', Query: QUERY });
  const reportId = await createReport(here.partner, executeNow({ QueryId: body.value[0]?.queryId }));
  await here.sandbox.clock.advance('PT1M');
  const there = move(here, elsewhere, 'moved');
  const [one, other] = [
    await download(await linkOf(here, reportId)),
    await download(await linkOf(there, reportId)),
  ];
  expect(one.text.length).toBeGreaterThan(1000);
  expect(other.bytes.equals(one.bytes)).toBe(true);
  expect(other.headers['etag']).toBe(one.headers['etag']);
  expect(other.headers['last-modified']).toBe(one.headers['last-modified']);
});

test('a callback in flight is tried again at once, and one that awaits a retry waits on', async () => {
  await using world = await startForTest();
  await using elsewhere = await startForTest();
  let moved: Place | null = null;
  await using receiver = await receiveCallbacks(({ target }) => {
    if (target.startsWith('/later') && moved === null) throw new Error('refused');
    if (target.startsWith('/first') && moved === null) moved = move(here, elsewhere, 'moved');
  });
  const here = placeIn(world, 'here');
  await createReport(here.partner, executeNow({ CallbackUrl: `${receiver.url}/later` }));
  await here.sandbox.clock.advance(3);
  await createReport(here.partner, executeNow({ CallbackUrl: `${receiver.url}/first` }));
  // The receiver takes the sandbox along from inside its callback.
  await here.sandbox.clock.advance(3);
  const there = moved!;
  expect(there.sandbox.callbacks().map(({ state }) => state)).toEqual(['retrying', 'retrying']);
  await there.sandbox.clock.advance(0);
  expect(there.sandbox.callbacks().map(({ state }) => state)).toEqual(['retrying', 'delivered']);
  await there.sandbox.clock.advance(10);
  expect(there.sandbox.callbacks().map(({ state }) => state)).toEqual(['delivered', 'delivered']);
});

test('a clock that ran goes on running from where it stood', async () => {
  const clock = { mode: 'running', now: '2026-01-15T00:00:00Z', rate: 1000 } as const;
  await using world = await startForTest({ clock });
  await using elsewhere = await startForTest();
  const here = placeIn(world, 'here');
  const reportId = await createReport(here.partner, executeNow({}));
  const state = here.sandbox.state();
  await here.sandbox.waitForExecution(reportId);
  elsewhere.emulator.sandbox('there').restore(JSON.parse(JSON.stringify(state)));
  const there = elsewhere.emulator.sandbox('there');
  expect(there.clock.get()).toMatchObject({ mode: 'running', rate: 1000 });
  await there.waitForExecution(reportId);
});

test('a reset puts it where it started, not where it was moved', async () => {
  await using world = await startForTest({ seed: 3, customers: 50 });
  await using elsewhere = await startForTest();
  const here = placeIn(world, 'here');
  await createReport(here.partner, scheduled());
  await here.sandbox.clock.advance('P2D');
  const there = move(here, elsewhere, 'there');
  there.sandbox.reset();
  expect(there.sandbox.state()).toMatchObject({
    options: { seed: 3, customers: 50 },
    clock: { now: Date.parse('2026-01-15T00:00:00Z'), mode: 'frozen' },
    reports: { created: 0, kept: [] },
  });
});

function placeIn({ emulator }: World, name: string): Place {
  const sandbox = emulator.sandbox(name);
  return { sandbox, partner: new Partner(sandbox.url + SURFACE), reportIds: [] };
}

/** By way of JSON, as over a file or HTTP. */
function move({ sandbox, reportIds }: Place, to: World, name: string): Place {
  const state: unknown = JSON.parse(JSON.stringify(sandbox.state()));
  const place = { ...placeIn(to, name), reportIds: [...reportIds] };
  place.sandbox.restore(state);
  expect(JSON.parse(JSON.stringify(place.sandbox.state()))).toEqual(state);
  return place;
}

function stepsTo(receiver: string): fc.Arbitrary<Step> {
  const pick = fc.nat(100);
  const terms = fc.record({
    StartTime: fc.constantFrom('2026-01-15T04:00:00Z', '2026-01-16T00:00:00Z', '2026-03-01T00:00:00Z'),
    RecurrenceInterval: fc.constantFrom(4, 7, 24, 720),
    RecurrenceCount: fc.constantFrom(undefined, 1, 3),
    CallbackUrl: fc.constantFrom(undefined, `${receiver}/ok`, `${receiver}/bad`),
    Description: fc.constantFrom(
      undefined,
      ...['slow', 'stuck', 'throttled', 'late-callback', 'duplicate-callback'].map(
        (one) => `[emulator:${one}]`,
      ),
    ),
  });
  const seconds = fc.constantFrom(0, 1, 2, 3, 10, 60, 3600, 4 * 3600, 86_400, 40 * 86_400, 95 * 86_400);
  return fc.oneof(
    terms.map((settings) => creation(scheduled(settings))),
    terms.map(({ CallbackUrl, Description }) => creation(executeNow({ CallbackUrl, Description }))),
    fc.constant(asking('query', 'ScheduledQueries', () => ({ Name: 'q', Query: QUERY }))),
    pick.map((at) => onReport('pause', at, 'PUT', (id) => `ScheduledReport/pause/${id}`)),
    pick.map((at) => onReport('resume', at, 'PUT', (id) => `ScheduledReport/resume/${id}`)),
    pick.map((at) => onReport('delete', at % 7 === 0 ? at : null, 'DELETE', (id) => `ScheduledReport/${id}`)),
    fc.tuple(pick, terms).map(([at, settings]) =>
      onReport('update', at, 'PUT', (id) => `ScheduledReport/${id}`, {
        ReportName: 'u',
        ...settings,
        StartTime: '2026-06-01T00:00:00Z',
      }),
    ),
    pick.map((at) => onReport('executions', at, 'GET', (id) => `ScheduledReport/execution/${id}`)),
    seconds.map((by) => ({
      name: `advance ${by}`,
      take: async ({ sandbox }: Place) => JSON.stringify(await sandbox.clock.advance(by)),
    })),
    fc.constant<Step>({
      name: 'fault',
      take: async ({ sandbox }) =>
        sandbox.faults.add({ probability: 0.5, times: 3, effect: { stuckRunning: true } }),
    }),
    pick.map<Step>((at) => ({
      name: 'run',
      async take({ sandbox, reportIds }) {
        const ids = known(sandbox, reportIds);
        const id = ids[at % Math.max(ids.length, 1)];
        return id === undefined ? 'nothing to run' : JSON.stringify(sandbox.run(id));
      },
    })),
    pick.map<Step>((at) => ({
      name: 'redeliver',
      async take({ sandbox }) {
        const deliveries = sandbox.callbacks();
        const id = deliveries[at % Math.max(deliveries.length, 1)]?.id;
        if (id === undefined) return 'nothing to deliver';
        sandbox.redeliver(id);
        // It is on its way in real time, which is not part of what is compared.
        while (sandbox.callbacks().some(({ state }) => state === 'inFlight')) await turn();
        return JSON.stringify(
          sandbox.callbacks().map(({ state, nextAttemptTime }) => [state, nextAttemptTime]),
        );
      },
    })),
    pick.map<Step>((at) => ({
      name: 'file',
      async take({ sandbox, partner, reportIds }) {
        const ids = known(sandbox, reportIds);
        const id = ids[at % Math.max(ids.length, 1)];
        const link = id === undefined ? '' : await linkOf({ partner }, id);
        if (link === '') return 'no file';
        const { status, headers, bytes } = await download(link);
        return `${status} ${String(headers['etag'])} ${String(headers['last-modified'])} ${bytes.toString('base64')}`;
      },
    })),
    fc.constant<Step>({
      name: 'inbox',
      async take({ sandbox }) {
        const sent = { method: 'POST', body: 'ready' };
        const answer = await fetch(`${sandbox.url}/_emulator/inbox/x`, sent);
        return `${answer.status} ${sandbox.inbox().length}`;
      },
    }),
  );
}

/** Those that have not been deleted. */
function known(sandbox: SandboxHandle, reportIds: readonly string[]): readonly string[] {
  const kept = new Set(sandbox.state().reports.kept.map(({ reportId }) => reportId));
  return reportIds.filter((id) => kept.has(id));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function creation(body: Record<string, unknown>): Step {
  return {
    name: `create ${JSON.stringify(body)}`,
    async take({ partner, reportIds }) {
      const answer = await partner.send({
        method: 'POST',
        path: 'ScheduledReport',
        body: { ...body, QueryId: SYSTEM_QUERY_ID },
      });
      const text = await answer.text();
      const [, id] = /"reportId":"([^"]+)"/.exec(text) ?? [];
      if (id !== undefined) reportIds.push(id);
      return seen(answer.status, text);
    },
  };
}

function asking(name: string, path: string, bodyOf: () => unknown): Step {
  return {
    name,
    async take({ partner }) {
      const answer = await partner.send({ method: 'POST', path, body: bodyOf() });
      return seen(answer.status, await answer.text());
    },
  };
}

function onReport(
  name: string,
  at: number | null,
  method: string,
  pathOf: (id: string) => string,
  body?: unknown,
): Step {
  return {
    name,
    async take({ partner, reportIds }) {
      const id = at === null ? undefined : reportIds[at % Math.max(reportIds.length, 1)];
      if (id === undefined) return 'nothing to ask about';
      const query = method === 'GET' ? ALL : {};
      const answer = await partner.send({ method, path: pathOf(id), query, body });
      return seen(answer.status, await answer.text());
    },
  };
}

/** Links name the place and are signed with a secret; correlation ids are of the moment. */
function seen(status: number, text: string): string {
  return `${status} ${text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/reports\/[^/]+\//g, 'link to ')
    .replaceAll(/sig=[^"&]+/g, 'sig')
    .replaceAll(/Correlation ID [\w-]+/g, 'Correlation ID')}`;
}

/** But for real time. */
function comparable({ sandbox }: Place): unknown {
  return JSON.parse(
    JSON.stringify({ ...sandbox.state(), startedAt: 0 }).replaceAll(
      /"durationMs":[\d.e-]+/g,
      '"durationMs":0',
    ),
  );
}
