import { ControlPlane } from '../support/control-plane.ts';
import { makeManyReports } from '../support/many-reports.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { START, startForTest, type WorldOptions } from '../support/start-for-test.ts';

const NOTHING = { transitions: 0, completed: 0, callbacks: { delivered: 0, failed: 0 } };

describe('reading the clock', () => {
  test('tells the time in whole seconds, how it moves and how fast', async () => {
    await using world = await start();
    expect(await world.control.getClock()).toMatchObject({
      status: 200,
      body: { now: START, mode: 'frozen', rate: 1 },
    });
  });

  test('tells of a running clock that it runs', async () => {
    await using world = await start({ clock: { mode: 'running', now: START, rate: 1_000_000 } });
    const before = nowOf(await world.control.getClock());
    const after = nowOf(await world.control.getClock());
    expect(after).toBeGreaterThan(before);
    expect(after).toBeLessThan(Date.parse('2027-01-01T00:00:00Z'));
  });
});

describe('setting the clock', () => {
  test('keeps what is not given', async () => {
    await using world = await start();
    expect((await world.control.setClock({ rate: 60 })).body).toEqual({
      now: START,
      mode: 'frozen',
      rate: 60,
    });
    expect((await world.control.setClock({ mode: 'onPoll' })).body).toEqual({
      now: START,
      mode: 'onPoll',
      rate: 60,
    });
    expect((await world.control.setClock({})).body).toEqual({ now: START, mode: 'onPoll', rate: 60 });
  });

  test('to a later time is an advance', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow());
    const answer = await world.control.setClock({ now: '2026-01-15T01:00:00Z', mode: 'onPoll' });
    expect(answer).toMatchObject({ status: 200, body: { now: '2026-01-15T01:00:00Z', mode: 'onPoll' } });
    expect((await world.partner.getExecutions(reportId)).status).toBe(200);
  });

  test('to an earlier time works while nothing has been created, and after all was deleted', async () => {
    await using world = await start();
    expect((await world.control.setClock({ now: '2000-01-01T00:00:00Z' })).body).toMatchObject({
      now: '2000-01-01T00:00:00Z',
    });
    await world.control.setClock({ now: START });
    const reportId = await createReport(world.partner, scheduled());
    await world.partner.deleteReport(reportId);
    expect((await world.control.setClock({ now: '2020-02-29T12:34:56Z' })).body).toMatchObject({
      now: '2020-02-29T12:34:56Z',
    });
  });

  test.each(['report', 'query'])('to an earlier time is a conflict when there is a %s', async (record) => {
    await using world = await start();
    if (record === 'report') await createReport(world.partner, scheduled());
    else await world.partner.createQuery({ Name: 'q', Query: QUERY });
    const refused = await world.control.setClock({ now: '2026-01-14T23:59:59Z', mode: 'running', rate: 9 });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    expect((await world.control.getClock()).body).toEqual({ now: START, mode: 'frozen', rate: 1 });
  });

  test('to the time it is already runs nothing, though an advance of zero would', async () => {
    await using world = await start({ queueTime: 0, runTime: 0 });
    await createReport(world.partner, executeNow());
    await world.control.setClock({ now: START });
    expect(await world.control.advance({ by: 0 })).toMatchObject({
      body: { ...NOTHING, transitions: 2, completed: 1 },
    });
  });

  test('freezes a running one at its moment, and lets it run again from there', async () => {
    await using world = await start({ clock: { mode: 'running', now: START, rate: 1_000_000 } });
    const { body: frozen } = await world.control.setClock({ mode: 'frozen' });
    expect((await world.control.getClock()).body).toEqual(frozen);
    const { body: running } = await world.control.setClock({ mode: 'running', rate: 0.001 });
    expect(running).toEqual({ ...(frozen as object), mode: 'running', rate: 0.001 });
  });

  test('of one that runs fast to a later time and frozen leaves it exactly there', async () => {
    await using world = await start({ clock: { mode: 'running', now: START, rate: 1_000_000 } });
    const to = '2099-06-01T00:00:00Z';
    expect((await world.control.setClock({ now: to, mode: 'frozen' })).body).toMatchObject({ now: to });
    expect((await world.control.getClock()).body).toMatchObject({ now: to, mode: 'frozen' });
  });

  test.each([
    ['no body', undefined],
    ['text that is not JSON', '{"now":'],
    ['a list', []],
    ['null', 'null'],
    ['an unknown field', { mod: 'frozen' }],
    ['an unknown mode', { mode: 'paused' }],
    ['another spelling of a mode', { mode: 'onpoll' }],
    ['a rate too low', { rate: 0.0009 }],
    ['a rate too high', { rate: 1_000_001 }],
    ['a rate that is text', { rate: '1' }],
    ['a rate that is no number', '{"rate":NaN}'],
    ['a rate beyond numbers', '{"rate":1e999}'],
    ['a day that does not exist', { now: '2026-02-30T00:00:00Z' }],
    ['a time with a fraction', { now: '2026-01-15T00:00:00.5Z' }],
    ['a time without a zone', { now: '2026-01-15T00:00:00' }],
    ['a time that is a number', { now: 1_768_435_200 }],
    ['a time before 2000', { now: '1999-12-31T23:59:59Z' }],
    ['a time after 2100', { now: '2101-01-01T00:00:00Z' }],
    ['the year 10000', { now: '10000-01-01T00:00:00Z' }],
    ['a good time with a bad rate', { now: '2026-01-16T00:00:00Z', rate: 0 }],
  ])('refuses %s and changes nothing', async (_, body) => {
    await using world = await start();
    const answer = await world.control.setClock(body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest' } } });
    expect((await world.control.getClock()).body).toEqual({ now: START, mode: 'frozen', rate: 1 });
  });

  test('takes the first and the last moment of a clock, and the lowest and highest rate', async () => {
    await using world = await start();
    for (const now of ['2000-01-01T00:00:00Z', '2100-12-31T23:59:59Z'])
      expect((await world.control.setClock({ now })).body).toMatchObject({ now });
    for (const rate of [0.001, 1_000_000])
      expect((await world.control.setClock({ rate })).body).toMatchObject({ rate });
  });
});

describe('advancing the clock', () => {
  test.each([
    [{ by: 'PT4H' }, '2026-01-15T04:00:00Z'],
    [{ by: 90 }, '2026-01-15T00:01:30Z'],
    [{ by: '90' }, '2026-01-15T00:01:30Z'],
    [{ by: 'P1W' }, '2026-01-22T00:00:00Z'],
    [{ by: 'PT0S' }, START],
    [{ by: 0 }, START],
    [{ to: '2026-01-16T12:00:00Z' }, '2026-01-16T12:00:00Z'],
    [{ to: START }, START],
    [{ to: '2100-12-31T23:59:59Z' }, '2100-12-31T23:59:59Z'],
  ])('%j arrives at %s', async (body, to) => {
    await using world = await start();
    const answer = await world.control.advance(body);
    expect(answer).toMatchObject({ status: 200, body: { from: START, to, ...NOTHING } });
    expect((await world.control.getClock()).body).toEqual({ now: to, mode: 'frozen', rate: 1 });
  });

  test.each([
    ['no body', undefined, 400],
    ['an empty object', {}, 400],
    ['both a duration and a time', { by: 1, to: '2026-01-16T00:00:00Z' }, 400],
    ['an unknown field', { by: 1, unit: 'h' }, 400],
    ['a negative number', { by: -1 }, 400],
    ['a negative duration', { by: '-PT1H' }, 400],
    ['months', { by: 'P1M' }, 400],
    ['years', { by: 'P1Y' }, 400],
    ['no duration', { by: 'soon' }, 400],
    ['a boolean', { by: true }, 400],
    ['nothing', { by: null }, 400],
    ['what is no number', '{"by":NaN}', 400],
    ['more than numbers hold', '{"by":1e999}', 400],
    ['more seconds than time has', { by: 1e300 }, 400],
    ['more than the years left', { by: 'P4000W' }, 400],
    ['a time after 2100', { to: '2101-01-01T00:00:00Z' }, 400],
    ['the year 10000', { to: '10000-01-01T00:00:00Z' }, 400],
    ['a day that does not exist', { to: '2027-02-29T00:00:00Z' }, 400],
    ['an earlier time', { to: '2026-01-14T23:59:59Z' }, 409],
  ])('refuses %s and moves nothing', async (_, body, status) => {
    await using world = await start();
    const answer = await world.control.advance(body);
    const code = status === 409 ? 'Conflict' : 'InvalidRequest';
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect((await world.control.getClock()).body).toMatchObject({ now: START });
  });

  test('counts what happened: transitions and the completions among them', async () => {
    await using world = await start();
    await createReport(world.partner, scheduled({ RecurrenceInterval: 4, RecurrenceCount: 3 }));
    await createReport(world.partner, executeNow());
    expect((await world.control.advance({ by: 1 })).body).toMatchObject({ transitions: 1, completed: 0 });
    expect((await world.control.advance({ by: 2 })).body).toMatchObject({ transitions: 1, completed: 1 });
    expect((await world.control.advance({ by: 'P2D' })).body).toMatchObject({ transitions: 6, completed: 3 });
  });

  test('lets links expire, and files go 90 days after their execution was due', async () => {
    await using world = await start();
    await using lasting = await start({ linkTtl: 'P200D' });
    const linkOf = async ({ partner, control }: typeof world): Promise<string> => {
      const reportId = await createReport(partner, executeNow());
      await control.advance({ by: 3 });
      return (await partner.getExecutions(reportId)).body.value[0]?.reportAccessSecureLink ?? '';
    };
    const [link, lastingLink] = [await linkOf(world), await linkOf(lasting)];
    await world.control.advance({ by: 'PT23H59M59S' });
    expect((await fetch(link)).status).toBe(200);
    await world.control.advance({ by: 1 });
    expect((await fetch(link)).status).toBe(403);
    await lasting.control.advance({ to: '2026-04-15T00:00:00Z' });
    expect((await fetch(lastingLink)).status).toBe(200);
    await lasting.control.advance({ by: 1 });
    expect((await fetch(lastingLink)).status).toBe(404);
  });

  test('beyond the bounds of a sandbox is refused whole, naming the bound', async () => {
    await using world = await start({ clock: { mode: 'onPoll', now: START } });
    await makeManyReports(world.sandbox, 2000);
    const tooManyExecutions = await world.control.advance({ by: 'P100D' });
    expect(tooManyExecutions).toMatchObject({ status: 429, body: { error: { code: 'LimitReached' } } });
    expect(JSON.stringify(tooManyExecutions.body)).toMatch(
      /at most 1000000 executions, and this one would keep about 1\d{6}"/,
    );
    const tooManyTransitions = await world.control.setClock({ now: '2046-01-01T00:00:00Z', mode: 'frozen' });
    // 2,000 reports, six times a day for 20 years, two each time.
    expect(JSON.stringify(tooManyTransitions.body)).toMatch(
      /at most 50000000 transitions, and this one would run about 174964000: take it in steps/,
    );
    expect((await world.control.getClock()).body).toEqual({ now: START, mode: 'onPoll', rate: 1 });
    expect((await world.control.advance({ by: 'P1D' })).body).toMatchObject({ transitions: 0 });
  }, 60_000);
});

describe('a reset', () => {
  test('gives the sandbox back as it was started, ids and clock included', async () => {
    await using world = await start({ clock: { mode: 'onPoll', now: START, rate: 5 } });
    const first = await createReport(world.partner, scheduled());
    await world.control.setClock({ now: '2027-01-01T00:00:00Z', mode: 'frozen', rate: 7 });
    expect(await world.control.reset()).toMatchObject({ status: 204, body: null });
    expect((await world.control.getClock()).body).toEqual({ now: START, mode: 'onPoll', rate: 5 });
    expect((await world.partner.getReports()).body.value).toEqual([]);
    expect(await createReport(world.partner, scheduled())).toBe(first);
  });

  test('leaves other sandboxes alone, and drops what was due in its own', async () => {
    await using world = await start();
    const other = new ControlPlane(`${world.emulator.url}/sandbox/other`);
    await createReport(world.partner, scheduled());
    await other.advance({ by: 'PT1H' });
    await world.control.reset();
    expect((await other.getClock()).body).toMatchObject({ now: '2026-01-15T01:00:00Z' });
    expect((await world.control.advance({ by: 'P9D' })).body).toMatchObject(NOTHING);
  });

  test('takes no body and an empty one alike, and refuses one that asks for something', async () => {
    await using world = await start();
    expect((await world.control.reset({ body: {} })).status).toBe(204);
    await createReport(world.partner, scheduled());
    for (const body of [{ clock: { mode: 'running' } }, [], 1, 'null']) {
      const refused = await world.control.reset({ body });
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest' } } });
    }
    expect((await world.partner.getReports()).body.totalCount).toBe(1);
    expect((await world.control.reset({ headers: { 'Content-Length': '0' } })).status).toBe(204);
  });
});

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  return { ...world, control: new ControlPlane(world.emulator.url) };
}

function nowOf({ body }: { readonly body: unknown }): number {
  expect(body).toEqual({ now: expect.any(String), mode: 'running', rate: expect.any(Number) });
  return Date.parse((body as { now: string }).now); // as just expected
}
