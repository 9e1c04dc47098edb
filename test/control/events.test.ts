import { ControlPlane } from '../support/control-plane.ts';
import { openEvents, type EventStream, type ReceivedEvent } from '../support/event-stream.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

describe('the events of a sandbox', () => {
  test('tell the life of a report, from its creation to the callback that the inbox received', async () => {
    await using world = await startForTest();
    await using stream = await openStream(world);
    const { sandbox, partner } = world;
    const callback = `${sandbox.url}/_emulator/inbox/ready`;
    const reportId = await createReport(partner, executeNow({ CallbackUrl: callback }));
    const executionIds = new Set<unknown>();
    const seen = [...(await stream.until('request'))];
    await sandbox.clock.advance('PT1H');
    seen.push(...(await stream.until('inbox')));
    await partner.deleteReport(reportId);
    seen.push(...(await stream.until('request')));
    for (const { data } of seen.filter(({ kind }) => kind === 'execution'))
      executionIds.add(data['executionId']);
    expect(executionIds.size).toBe(1);
    const told = (kind: string) => seen.filter((one) => one.kind === kind).map(({ data }) => data);
    expect(told('execution').map(({ status }) => status)).toEqual(['Pending', 'Running', 'Completed']);
    expect(told('execution')[1]).toMatchObject({ reportId, at: '2026-01-15T00:00:01Z' });
    expect(told('report').map(({ id, change }) => [id, change])).toEqual([
      [reportId, 'created'],
      [reportId, 'ended'],
      [reportId, 'deleted'],
    ]);
    expect(told('callback').at(-1)).toMatchObject({ reportId, attempt: 1, state: 'delivered', status: 200 });
    expect(told('inbox')).toEqual([{ number: 1 }]);
    expect(told('request')).toMatchObject([
      { number: 1, method: 'POST', operation: 'CreateReport', status: 200 },
      { number: 2, method: 'DELETE', operation: 'DeleteReport', status: 200 },
    ]);
    expect(told('clock').at(-1)).toEqual({
      now: '2026-01-15T01:00:00Z',
      mode: 'frozen',
      rate: 1,
      advancing: false,
    });
  });

  test('tell what becomes of queries, of a schedule and of faults, and what has been cleared', async () => {
    await using world = await startForTest();
    await using stream = await openStream(world);
    const { sandbox, partner } = world;
    const query = await partner.createQuery({ Name: 'q', Query: QUERY });
    const queryId = query.body.value[0]?.queryId ?? '';
    await partner.deleteQuery(queryId);
    const reportId = await createReport(partner, scheduled());
    await partner.pauseReport(reportId);
    await partner.resumeReport(reportId);
    await partner.updateReport(reportId, { ReportName: 'Later', StartTime: '2026-01-17T00:00:00Z' });
    const fault = sandbox.faults.add({ match: { operation: 'GetReports' }, effect: { status: 500 } });
    await partner.getReports();
    sandbox.faults.remove(fault);
    sandbox.clearRequests();
    // A batch tells what is cleared before what comes in numbers.
    const seen = [...(await stream.until('cleared'))];
    while (seen.filter(({ kind }) => kind === 'fault').at(-1)?.data['change'] !== 'removed') {
      seen.push((await stream.next()) ?? fail());
    }
    const changes = (kind: string, id: string) =>
      seen.filter((one) => one.kind === kind && one.data['id'] === id).map(({ data }) => data['change']);
    expect(changes('query', queryId)).toEqual(['created', 'deleted']);
    expect(changes('report', reportId)).toEqual(['created', 'paused', 'resumed', 'updated']);
    // Those that follow one another at once are told once, as it stands then.
    expect(changes('fault', fault).at(-1)).toBe('removed');
    expect(seen.find(({ kind }) => kind === 'cleared')?.data).toEqual({ what: 'requests' });
  });

  test('go on over a reset and an import, and end when the sandbox is removed', async () => {
    await using world = await startForTest();
    const { emulator } = world;
    const sandbox = emulator.sandbox('mine');
    await using stream = await openStream(world, sandbox.url);
    const state = sandbox.state();
    sandbox.reset();
    expect(kindsOf(await stream.until('reset')).at(-1)).toBe('reset');
    sandbox.restore(state);
    expect(kindsOf(await stream.until('imported')).at(-1)).toBe('imported');
    await sandbox.clock.advance('PT1H');
    await untilClock(stream, '2026-01-15T01:00:00Z');
    emulator.removeSandbox('mine');
    expect((await stream.next())?.kind).toBe('removed');
    expect(await stream.next()).toBeNull();
  });

  test('of two sandboxes never mix', async () => {
    await using world = await startForTest();
    await using stream = await openStream(world, world.emulator.sandbox('quiet').url);
    await createReport(world.partner, scheduled());
    await world.emulator.sandbox('quiet').clock.advance('PT1S');
    const seen = await untilClock(stream, '2026-01-15T00:00:01Z');
    expect(new Set(kindsOf(seen))).toEqual(new Set(['clock']));
  });

  test('are for the library, too', async () => {
    await using world = await startForTest();
    const kinds: string[] = [];
    const events = world.sandbox.events();
    await createReport(world.partner, scheduled());
    for await (const event of events) {
      kinds.push(event.kind);
      if (event.kind === 'report') break;
    }
    expect(kinds.filter((kind) => kind !== 'ready')).toEqual(['report']);
    const more = world.sandbox.events();
    await world.emulator.close();
    const rest: string[] = [];
    for await (const { kind } of more) rest.push(kind);
    expect(rest).toEqual(['ready']);
  });
});

describe('a stream of events', () => {
  test('that comes back gets what it missed, and then that it is up to date', async () => {
    await using world = await startForTest();
    let lastId: string;
    {
      await using stream = await openStream(world);
      await createReport(world.partner, scheduled());
      lastId = (await stream.until('report')).at(-1)?.id ?? '';
    }
    await world.sandbox.clock.advance('P1D');
    await using again = await openEvents(world.emulator.url, { 'Last-Event-ID': lastId });
    const seen = [...(await again.until('ready'))];
    // What had not been told when it came is told after.
    if (!kindsOf(seen).includes('execution')) seen.push(...(await again.until('execution')));
    expect(kindsOf(seen)).toContain('execution');
    expect(kindsOf(seen)).not.toContain('missed');
  });

  test.each(['000000000000-1', 'nonsense', '1'])(
    'with the unknown id %s is told that it missed something',
    async (id) => {
      await using world = await startForTest();
      await using stream = await openEvents(world.emulator.url, { 'Last-Event-ID': id });
      expect(kindsOf(await stream.until('ready'))).toEqual(['missed', 'ready']);
    },
  );

  test('after a restart is told so, since ids are of one emulator', async () => {
    let id: string;
    {
      await using world = await startForTest();
      await using stream = await openEvents(world.emulator.url);
      id = (await stream.until('ready'))[0]?.id ?? '';
    }
    await using world = await startForTest();
    await using stream = await openEvents(world.emulator.url, { 'Last-Event-ID': id });
    expect((await stream.next())?.kind).toBe('missed');
  });

  test('is told of a flood in a few words', async () => {
    await using world = await startForTest();
    await using stream = await openStream(world);
    for (let i = 0; i < 30; i++) await createReport(world.partner, scheduled({ RecurrenceInterval: 4 }));
    await world.sandbox.clock.advance('P60D');
    const seen = await untilClock(stream, '2026-03-16T00:00:00Z');
    const counts = seen.filter(({ kind }) => kind === 'executions').map(({ data }) => Number(data['count']));
    expect(counts.length).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeGreaterThan(50);
    expect(seen.length).toBeLessThan(1000);
  });

  test('may have an end: after the first event of a kind, also for whoever asks again and again what has happened since', async () => {
    await using world = await startForTest();
    const read = async (search: string): Promise<readonly (readonly [string, string])[]> => {
      const text = await (await fetch(`${world.emulator.url}/_emulator/events?${search}`)).text();
      return [...text.matchAll(/^id: (.+)\nevent: (.+)$/gm)].map(([, id = '', kind = '']) => [id, kind]);
    };
    const [[lastId] = fail(), ...others] = await read('until=ready');
    expect(others).toEqual([]);
    await world.sandbox.clock.advance('PT1H');
    const next = read(`until=report&lastEventId=${lastId}`);
    await createReport(world.partner, scheduled());
    expect((await next).map(([, kind]) => kind)).toContain('clock');
    expect((await next).at(-1)?.[1]).toBe('report');
    const refused = await new ControlPlane(world.emulator.url).ask('GetEvents', 'GET', 'events?until=Ready');
    expect(refused.body).toMatchObject({
      error: {
        code: 'InvalidRequest',
        message: expect.stringMatching(/^until is not among ready, missed, clock/),
      },
    });
  });

  test('is one of a hundred at most', async () => {
    await using world = await startForTest();
    const streams: EventStream[] = [];
    for (let i = 0; i < 100; i++) streams.push(await openEvents(world.emulator.url));
    const refused = await new ControlPlane(world.emulator.url).ask('GetEvents', 'GET', 'events');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      error: { code: 'LimitReached', message: expect.stringContaining('100 streams') },
    });
    for (const stream of streams) await stream[Symbol.asyncDispose]();
  });

  test('needs the admin key where there is one, and ends at once with the emulator', async () => {
    await using world = await startForTest({ adminKey: 'secret' });
    const refused = await new ControlPlane(world.emulator.url).ask('GetEvents', 'GET', 'events');
    expect(refused.status).toBe(401);
    await using stream = await openEvents(world.emulator.url, { 'X-Emulator-Key': 'secret' });
    await stream.until('ready');
    const startedMs = performance.now();
    await world.emulator.close();
    expect(performance.now() - startedMs).toBeLessThan(400);
    expect(await stream.next()).toBeNull();
  });
});

/** Up to date: what happens from here on is told. */
async function openStream(world: World, url = world.emulator.url): Promise<EventStream> {
  const stream = await openEvents(url);
  expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(kindsOf(await stream.until('ready'))).toEqual(['ready']);
  return stream;
}

async function untilClock(stream: EventStream, now: string): Promise<readonly ReceivedEvent[]> {
  const seen: ReceivedEvent[] = [];
  for (;;) {
    seen.push(...(await stream.until('clock')));
    const { data } = seen.at(-1) ?? fail();
    if (data['now'] === now && data['advancing'] === false) return seen;
  }
}

function kindsOf(events: readonly ReceivedEvent[]): readonly string[] {
  return events.map(({ kind }) => kind);
}

function fail(): never {
  throw new Error('The stream has ended');
}
