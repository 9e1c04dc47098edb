import type { Answer, ExecutionItem, Partner } from '../support/partner.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { startForTest, SURFACE } from '../support/start-for-test.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const NO_EXECUTIONS =
  'There are no executions that have occurred for the given filter conditions. Double check';
const EVERYTHING = { executionStatus: 'Pending;Running;Paused;Completed', getLatestExecution: 'false' };

type Query = Readonly<Record<string, string>>;

/** `12-16 Completed`: when it was due cannot be seen, so tests go by when it was done. */
function shown({ body }: Answer<ExecutionItem>): string[] {
  return body.value.map(({ executionStatus, reportGeneratedTime }) =>
    `${executionStatus} ${reportGeneratedTime?.slice(5, 10) ?? ''}`.trim(),
  );
}

describe('the properties of an execution', () => {
  const settings = {
    RecurrenceInterval: 48,
    RecurrenceCount: 7,
    Format: 'TSV',
    CallbackUrl: 'http://127.0.0.1:9/callback',
    CallbackMethod: 'GET',
  };

  test('are those of the report, without a link until it has completed', async () => {
    await using world = await startForTest({ callbackRetry: [] });
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled(settings));
    const expected = {
      executionId: expect.any(String),
      reportId,
      recurrenceInterval: 48,
      recurrenceCount: 7,
      callbackUrl: null,
      callbackMethod: null,
      format: 'tsv',
      reportLocation: null,
      reportAccessSecureLink: null,
      reportExpiryTime: null,
      reportGeneratedTime: null,
    };
    const show = async (executionStatus: string) =>
      (await partner.getExecutions(reportId, { executionStatus })).body.value;
    const pending = await show('Pending');
    expect(pending).toEqual([{ ...expected, executionStatus: 'Pending' }]);
    const { executionId } = pending[0]!;

    await partner.pauseReport(reportId);
    expect(await show('Paused')).toEqual([{ ...expected, executionId, executionStatus: 'Paused' }]);
    await partner.resumeReport(reportId);
    await sandbox.clock.advance('P1DT1S');
    expect(await show('Running')).toEqual([{ ...expected, executionId, executionStatus: 'Running' }]);
    await sandbox.clock.advance(2);
    expect(await show('Completed')).toEqual([
      {
        ...expected,
        executionId,
        executionStatus: 'Completed',
        reportAccessSecureLink: expect.stringContaining(`/${executionId}.tsv?`),
        reportExpiryTime: '2026-01-17T00:00:03Z',
        reportGeneratedTime: '2026-01-16T00:00:03Z',
      },
    ]);
  });

  test('are 0 and null for the recurrence of an ExecuteNow report', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, executeNow());
    const answer = await world.partner.getExecutions(reportId, { executionStatus: 'Pending' });
    expect(answer.body.value[0]).toMatchObject({ recurrenceInterval: 0, recurrenceCount: null });
  });

  test('hold a fresh link at each call, valid for linkTtl', async () => {
    await using world = await startForTest({ linkTtl: 60 });
    const reportId = await createReport(world.partner, executeNow());
    await world.sandbox.clock.advance(3);
    const link = async () => (await world.partner.getExecutions(reportId)).body.value[0]!;
    const first = await link();
    expect(first.reportExpiryTime).toBe('2026-01-15T00:01:03Z');
    await world.sandbox.clock.advance(61);
    const second = await link();
    expect(second.reportExpiryTime).toBe('2026-01-15T00:02:04Z');
    expect((await fetch(first.reportAccessSecureLink!)).status).toBe(403);
    expect((await fetch(second.reportAccessSecureLink!)).status).toBe(200);
  });

  test('repeat the link as reportLocation when the option says so', async () => {
    await using world = await startForTest({ reportLocation: true });
    const reportId = await createReport(world.partner, executeNow());
    const pending = await world.partner.getExecutions(reportId, { executionStatus: 'Pending' });
    expect(pending.body.value[0]).toMatchObject({ reportLocation: null });
    await world.sandbox.clock.advance(3);
    const [completed] = (await world.partner.getExecutions(reportId)).body.value;
    expect(completed).toMatchObject({ reportLocation: completed!.reportAccessSecureLink });
  });
});

describe('with one Completed, one Running and one Pending execution', () => {
  /** Completed on 16, 17 and 18 January, one Running since the 19th, one Pending for the 20th. */
  async function inTheMiddle(options: Parameters<typeof startForTest>[0] = {}) {
    const world = await startForTest(options);
    const reportId = await createReport(world.partner, scheduled());
    await world.sandbox.clock.advanceTo('2026-01-19T00:00:01Z');
    return { world, reportId, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
  }

  const newest = ['Completed 01-18', 'Completed 01-17', 'Completed 01-16'];

  test.each<[Query, readonly string[]]>([
    [{}, ['Completed 01-18']],
    [{ executionStatus: '' }, ['Completed 01-18']],
    [{ executionStatus: 'Completed' }, ['Completed 01-18']],
    [{ executionStatus: 'Running' }, ['Running']],
    [{ executionStatus: 'Pending' }, ['Pending']],
    [{ executionStatus: 'completed;RUNNING' }, ['Running']],
    [{ executionStatus: ' Pending ; Completed; ' }, ['Pending']],
    [{ executionStatus: 'Pending;Running;Paused;Completed' }, ['Pending']],
    [{ getLatestExecution: 'true' }, ['Completed 01-18']],
    [{ getLatestExecution: 'false' }, newest],
    [{ getLatestExecution: 'FALSE', executionStatus: 'Running;Completed' }, ['Running', ...newest]],
    [EVERYTHING, ['Pending', 'Running', ...newest]],
  ])('%j gives %j', async (query, expected) => {
    await using place = await inTheMiddle();
    expect(shown(await place.world.partner.getExecutions(place.reportId, query))).toEqual(expected);
  });

  test.each<[Query, readonly string[]]>([
    [{}, ['Running']],
    [{ getLatestExecution: 'false' }, ['Pending', 'Running', ...newest]],
    [{ executionStatus: 'Completed' }, ['Completed 01-18']],
    [{ executionStatus: 'Pending' }, ['Pending']],
  ])('with executionDefault any %j gives %j: the latest that is due', async (query, expected) => {
    await using place = await inTheMiddle({ executionDefault: 'any' });
    expect(shown(await place.world.partner.getExecutions(place.reportId, query))).toEqual(expected);
  });

  test('ids of executions filter too, all filters together', async () => {
    await using place = await inTheMiddle();
    const { partner } = place.world;
    const all = (await partner.getExecutions(place.reportId, EVERYTHING)).body.value;
    const [pending, running, third, second, first] = all.map(({ executionId }) => executionId);
    const found = async (query: Query) =>
      (await partner.getExecutions(place.reportId, query)).body.value.map(({ executionId }) => executionId);
    expect(await found({ executionId: first!.toUpperCase() })).toEqual([first]);
    expect(await found({ executionId: `${first};${third}` })).toEqual([third]);
    expect(
      await found({ executionId: ` ${first} ; ${third};${NOBODY};`, getLatestExecution: 'false' }),
    ).toEqual([third, first]);
    expect(await found({ executionId: running!, executionStatus: 'Running' })).toEqual([running]);
    expect(await found({ executionId: `${second};${pending}`, ...EVERYTHING })).toEqual([pending, second]);
    for (const query of [
      { executionId: pending! },
      { executionId: first!, executionStatus: 'Running' },
      { executionId: NOBODY },
    ])
      expect(await partner.getExecutions(place.reportId, query)).toBeRefused(
        404,
        NO_EXECUTIONS,
        'execution.none',
      );
  });

  test.each(['Done', 'Completed;Done', 'Completed,Running', '1', '{correlationId}'])(
    'the status %s is 400',
    async (executionStatus) => {
      await using place = await inTheMiddle();
      const answer = await place.world.partner.getExecutions(place.reportId, { executionStatus });
      const unknown = executionStatus.split(';').at(-1)!;
      expect(answer).toBeRefused(400, `Requested value '${unknown}' not found`, 'report.enum');
    },
  );
});

describe('of several reports', () => {
  async function threeReports(partner: Partner): Promise<[string, string, string]> {
    return [
      await createReport(partner, scheduled({ RecurrenceCount: 1 })),
      await createReport(partner, scheduled({ RecurrenceCount: 2 })),
      await createReport(partner, scheduled({ StartTime: '2027-01-01T00:00:00Z' })),
    ];
  }

  test('the latest of each answers, in the order named, each once, the unknown ones left out', async () => {
    await using world = await startForTest();
    const [a, b, c] = await threeReports(world.partner);
    await world.sandbox.clock.advance('P2DT3S');
    const reports = async (ids: string, query: Query = {}) =>
      (await world.partner.getExecutions(ids, query)).body.value.map(({ reportId }) => reportId);
    expect(await reports(`${b};${a}`)).toEqual([b, a]);
    expect(await reports(`${a};${NOBODY}; ${b.toUpperCase()} ;${a};;`)).toEqual([a, b]);
    expect(await reports(`${c};${a}`)).toEqual([a]);
    expect(await reports(`${c};${a}`, { executionStatus: 'Pending;Completed' })).toEqual([c, a]);
  });

  test('all of them answer newest first, whosoever they are', async () => {
    await using world = await startForTest();
    const [a, b, c] = await threeReports(world.partner);
    await world.sandbox.clock.advance('P2DT3S');
    const all = (await world.partner.getExecutions(`${a};${b};${c}`, EVERYTHING)).body.value;
    // Of those due at one moment the later report comes first.
    expect(all.map(({ reportId }) => reportId)).toEqual([c, b, b, a]);
  });

  test('it is 404 when none is known, or nothing is left', async () => {
    await using world = await startForTest();
    const [, , c] = await threeReports(world.partner);
    const { partner } = world;
    for (const ids of [NOBODY, `${NOBODY};nobody`, ';', '%20'])
      expect(await partner.getExecutions(ids)).toBeRefused(
        404,
        'No item found with given filters.',
        'list.no-match',
      );
    expect(await partner.getExecutions(`${c};${NOBODY}`)).toBeRefused(404, NO_EXECUTIONS, 'execution.none');
  });
});

describe('the last 90 days', () => {
  test('go by the moment an execution was due', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled({ RecurrenceCount: 2 }));
    await world.sandbox.clock.advanceTo('2026-04-16T00:00:00Z');
    const all = async () =>
      shown(await world.partner.getExecutions(reportId, { getLatestExecution: 'false' }));
    expect(await all()).toEqual(['Completed 01-17', 'Completed 01-16']);
    await world.sandbox.clock.advance(1);
    expect(await all()).toEqual(['Completed 01-17']);
    await world.sandbox.clock.advance('P1D');
    expect(await world.partner.getExecutions(reportId)).toBeRefused(404, NO_EXECUTIONS);
  });

  test('are no matter to one that still waits', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    await world.partner.pauseReport(reportId);
    await world.sandbox.clock.advance('P200D');
    const answer = await world.partner.getExecutions(reportId, { executionStatus: 'Paused' });
    expect(answer.body.totalCount).toBe(1);
  });
});

describe('that there is none to show hints at executionDefault', () => {
  async function hintFor(query: Query, { executionDefault }: { executionDefault?: 'any' } = {}) {
    await using world = await startForTest({ ...(executionDefault && { executionDefault }) });
    const reportId = await createReport(world.partner, scheduled());
    const answer = await world.partner.getExecutions(reportId, query);
    expect(answer).toBeRefused(404, NO_EXECUTIONS, 'execution.none');
    return answer.headers.get('x-emulator-hint');
  }

  test.each<Query>([{}, { executionStatus: ' ; ' }, { getLatestExecution: 'false' }])(
    'when one of another status is there, and no status was asked for: %j',
    async (query) => expect(await hintFor(query)).toContain('--execution-default any'),
  );

  test.each<[string, Query, { executionDefault?: 'any' }]>([
    ['a status was asked for', { executionStatus: 'Completed' }, {}],
    ['the other one was filtered out', { executionId: NOBODY }, {}],
    ['it is any already', { executionId: NOBODY }, { executionDefault: 'any' }],
    [
      'it is any already, and a status was asked for',
      { executionStatus: 'Running' },
      { executionDefault: 'any' },
    ],
  ])('but not when %s', async (_, query, options) => expect(await hintFor(query, options)).toBeNull());
});

describe('on a clock that moves on poll', () => {
  const clock = { mode: 'onPoll', now: '2026-01-15T00:00:00Z' } as const;

  test('an unchanged client sees Pending, Running and Completed on successive polls', async () => {
    await using world = await startForTest({ clock, executionDefault: 'any' });
    const reportId = await createReport(world.partner, scheduled());
    const polls = [];
    for (let i = 0; i < 4; i++) polls.push(...shown(await world.partner.getExecutions(reportId)));
    expect(polls).toEqual(['Pending', 'Running', 'Completed 01-16', 'Completed 01-16']);
  });

  test('a 404 for want of executions moves it too', async () => {
    await using world = await startForTest({ clock });
    const reportId = await createReport(world.partner, scheduled());
    expect(await world.partner.getExecutions(reportId)).toBeRefused(404, NO_EXECUTIONS);
    expect(await world.partner.getExecutions(reportId)).toBeRefused(404, NO_EXECUTIONS);
    expect(shown(await world.partner.getExecutions(reportId))).toEqual(['Completed 01-16']);
  });

  test.each([
    ['a poll for a report that is not there', (partner: Partner) => partner.getExecutions(NOBODY)],
    [
      'a poll that is refused',
      (partner: Partner, id: string) => partner.getExecutions(id, { executionStatus: 'x' }),
    ],
    ['a poll without a token', (partner: Partner, id: string) => partner.as({}).getExecutions(id)],
    ['another call', (partner: Partner) => partner.getReports()],
  ])('%s does not', async (_, poll) => {
    await using world = await startForTest({ clock });
    const reportId = await createReport(world.partner, scheduled());
    await poll(world.partner, reportId);
    expect(world.sandbox.clock.now().toISOString()).toBe('2026-01-15T00:00:00.000Z');
  });

  test('only the reports named move it', async () => {
    await using world = await startForTest({ clock });
    await createReport(world.partner, executeNow());
    const later = await createReport(world.partner, scheduled());
    await world.partner.getExecutions(later);
    expect(world.sandbox.clock.now().toISOString()).toBe('2026-01-16T00:00:01.000Z');
  });
});

describe('links name the host by which the client asked', () => {
  async function linkFor(
    options: Parameters<typeof startForTest>[0],
    headers: Readonly<Record<string, string>>,
    address = (url: string) => url,
  ) {
    const world = await startForTest(options);
    const reportId = await createReport(world.partner, executeNow());
    await world.sandbox.clock.advance(3);
    const url = `${address(world.emulator.url)}${SURFACE}/ScheduledReport/execution/${reportId}`;
    const response = await fetch(url, { headers: { ...world.partner.headers, ...headers } });
    // Held to openapi.yaml wherever Partner asks for it.
    const { value } = (await response.json()) as { value: ExecutionItem[] };
    const link = new URL(value[0]!.reportAccessSecureLink!);
    return { world, link, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
  }

  test('127.0.0.1 or localhost, and they work from there', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      await using found = await linkFor({}, {}, (url) => url.replace('127.0.0.1', name));
      expect(found.link.host).toBe(`${name}:${found.world.emulator.port}`);
      expect((await fetch(found.link)).status).toBe(200);
    }
  });

  test('publicUrl instead when it is set', async () => {
    await using found = await linkFor({ publicUrl: 'https://insights.example:8443' }, {});
    expect(found.link.origin).toBe('https://insights.example:8443');
  });

  const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'proxy.example' };

  test('what a proxy forwarded only when proxies are trusted', async () => {
    await using trusting = await linkFor({ trustProxy: true }, forwarded);
    expect(trusting.link.origin).toBe('https://proxy.example');
    await using wary = await linkFor({}, forwarded);
    expect(wary.link.origin).toBe(wary.world.emulator.url);
    await using standard = await linkFor(
      { trustProxy: true },
      { Forwarded: 'for=1.2.3.4;proto=https;host="a.example:1"' },
    );
    expect(standard.link.origin).toBe('https://a.example:1');
  });
});
