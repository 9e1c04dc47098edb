import { ControlPlane, type ControlAnswer } from '../support/control-plane.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { exchangeRaw } from '../support/raw-exchange.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

type Json = Record<string, unknown>;
const INTERVAL = '/reports/kept/1/settings/0/recurrence/intervalHours';
const CALLBACK = '/reports/kept/1/settings/0/callback/url';

test('is one document, which another emulator takes', async () => {
  await using world = await startWithHistory();
  await using elsewhere = await startForTest();
  const control = new ControlPlane(elsewhere.emulator.url);
  const { body } = await getState(world);
  expect(await putState(elsewhere, body)).toMatchObject({ status: 204, body: null });
  expect((await getState(elsewhere)).body).toEqual(body);
  expect((await control.getClock()).body).toEqual({ now: '2026-01-18T00:00:00Z', mode: 'frozen', rate: 1 });
});

test('holds no journal, no name and no secret', async () => {
  await using world = await startWithHistory();
  const text = JSON.stringify((await getState(world)).body);
  for (const word of ['Bearer', 'any-token', 'sig=', 'requests']) expect(text).not.toContain(word);
});

test('may be larger than other bodies', async () => {
  await using world = await startWithHistory();
  const state = (await getState(world)).body as Json;
  kept(state, 'queries')[0]!['description'] = 'x'.repeat(2 ** 21);
  expect(await putState(world, state)).toMatchObject({ status: 204 });
  expect((await getState(world)).body).toEqual(state);
});

test('is refused beyond 256 MiB before it is read', async () => {
  await using world = await startForTest();
  const head = `PUT /_emulator/state HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n`;
  const answer = await exchangeRaw(world.emulator.url, `${head}Content-Length: ${2 ** 28 + 1}\r\n\r\n{}`);
  expect([answer.status, answer.body]).toEqual([413, expect.stringContaining('PayloadTooLarge')]);
});

test('replaces the sandbox, also while an advance of it is under way', async () => {
  await using world = await startWithHistory();
  const { body } = await getState(world);
  const often = { StartTime: '2026-02-01T00:00:00Z', RecurrenceInterval: 4 };
  await createReport(world.partner, scheduled(often));
  const advance = world.sandbox.clock.advance('P20000D');
  const refused = expect(advance).rejects.toThrow('reset or closed');
  expect(await putState(world, body)).toMatchObject({ status: 204 });
  await refused;
  expect((await getState(world)).body).toEqual(body);
  expect(await world.sandbox.clock.advance('P1D')).toMatchObject({ from: '2026-01-18T00:00:00Z' });
});

describe('is refused, with the place, and changes nothing', () => {
  const first = (change: (report: Json) => void) => (state: Json) => change(kept(state, 'reports')[0]!);
  const second = (change: (report: Json) => void) => (state: Json) => change(kept(state, 'reports')[1]!);

  test.each<[string, (state: Json) => unknown, string, number]>([
    ['of a newer version', (s) => (s['version'] = 2), '/version', 409],
    ['of own rows that are not here', (s) => (s['ownRows'] = ['Profile']), '/ownRows', 409],
    ['of something else', (s) => (s['format'] = 'other'), '/format', 400],
    ['with an unknown member', (s) => (s['more'] = 1), '/more', 400],
    ['with a member missing', (s) => delete s['inbox'], '/inbox', 400],
    ['of an unknown option', (s) => (at(s, 'options')['sed'] = 1), '/options/sed', 400],
    ['of a bad option', (s) => (at(s, 'options', 'clock')['rate'] = 0), '/options/clock/rate', 400],
    ['of a time after 2100', (s) => (at(s, 'clock')['now'] = 5e12), '/clock/now', 400],
    ['of no time', (s) => (at(s, 'clock')['now'] = 'now'), '/clock/now', 400],
    ['of a time with a fraction', (s) => (at(s, 'clock')['now'] = 1768435200000.5), '/clock/now', 400],
    [
      'before what it holds',
      (s) => (at(s, 'clock')['now'] = 1768435200000),
      '/reports/kept/0/completed/0/3',
      400,
    ],
    [
      'of a query that is none',
      (s) => (kept(s, 'queries')[0]!['query'] = 'SELECT'),
      '/queries/kept/0/query',
      400,
    ],
    [
      'of an id from elsewhere',
      (s) => (kept(s, 'queries')[0]!['queryId'] = 'x'),
      '/queries/kept/0/queryId',
      400,
    ],
    ['of a query too many', (s) => (at(s, 'queries')['created'] = 0), '/queries/kept/0', 400],
    ['of a query twice', (s) => kept(s, 'queries').push(kept(s, 'queries')[0]!), '/queries/kept/1', 400],
    ['of an unknown surface', first((r) => (r['surface'] = 'cmp')), '/reports/kept/0/surface', 400],
    ['of another seed', (s) => (at(s, 'options')['seed'] = 2), '/queries/kept/0/queryId', 400],
    ['of an unknown status', first((r) => (r['status'] = 'Done')), '/reports/kept/0/status', 400],
    ['of a status that does not fit', first((r) => (r['status'] = 'Active')), '/reports/kept/0/status', 400],
    ['of no settings', first((r) => (r['settings'] = [])), '/reports/kept/0/settings', 400],
    [
      'of settings that are not there',
      first((r) => ((r['completed'] as number[][])[0]![4] = 1)),
      '/reports/kept/0/completed/0/4',
      400,
    ],
    [
      'of a short execution',
      first((r) => (r['completed'] as number[][])[0]!.pop()),
      '/reports/kept/0/completed/0',
      400,
    ],
    [
      'of an execution too many',
      first((r) => ((r['completed'] as number[][])[0]![0] = 2)),
      '/reports/kept/0/completed/0/0',
      400,
    ],
    [
      'of an execution twice',
      second((r) => (r['completed'] as number[][]).push((r['completed'] as number[][])[0]!)),
      '/reports/kept/1/completed/2/0',
      400,
    ],
    [
      'of a completion before it was due',
      second((r) => ((r['completed'] as number[][])[1]![2] = 1768694400000)),
      '/reports/kept/1/completed/1/3',
      400,
    ],
    ['of an interval out of bounds', second((r) => (recurrence(r)['intervalHours'] = 3)), INTERVAL, 400],
    [
      'of a callback to nowhere',
      second((r) => (settings(r)['callback'] = { url: 'x', method: 'GET' })),
      CALLBACK,
      400,
    ],
    [
      'of an unknown delivery state',
      (s) => (list(s, 'callbacks')[0]!['state'] = 'sent'),
      '/callbacks/0/state',
      400,
    ],
    [
      'of a delivery that retries at no time',
      (s) => (list(s, 'callbacks')[0]!['nextAttemptAt'] = null),
      '/callbacks/0/nextAttemptAt',
      400,
    ],
    [
      'of a delivery of a report that never was',
      (s) => (list(s, 'callbacks')[0]!['reportNumber'] = 3),
      '/callbacks/0/reportNumber',
      400,
    ],
    [
      'of a delivery twice',
      (s) => list(s, 'callbacks').push(list(s, 'callbacks')[0]!),
      '/callbacks/1/id',
      400,
    ],
    [
      'of a fault that can never come true',
      (s) => (kept(s, 'faults')[0]!['match'] = { operation: 'Nothing' }),
      '/faults/kept/0/match/operation',
      400,
    ],
    [
      'of a fault without an effect',
      (s) => (kept(s, 'faults')[0]!['effect'] = {}),
      '/faults/kept/0/effect',
      400,
    ],
    ['of an inbox that is none', (s) => (s['inbox'] = []), '/inbox', 400],
  ])('a document %s', async (_, change, place, status) => {
    const { world, state } = await shared;
    const document = structuredClone(state);
    change(document);
    const answer = await putState(world, document);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      error: { code: status === 409 ? 'Conflict' : 'InvalidRequest', details: [{ at: place }] },
    });
    expect((await getState(world)).body).toEqual(state);
  });

  test.each([
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['no JSON', '{"format"', 400],
  ])('%s', async (_, text, status) => {
    const { world, state } = await shared;
    expect((await putState(world, text)).status).toBe(status);
    expect((await getState(world)).body).toEqual(state);
  });

  test('a document after it was cut or changed anywhere is refused or taken whole, and never breaks anything', async () => {
    const { world, state } = await shared;
    const text = JSON.stringify(state);
    for (let at = 0; at < text.length; at += 37) {
      for (const changed of [text.slice(0, at), `${text.slice(0, at)}9${text.slice(at + 1)}`]) {
        expect([204, 400, 409]).toContain((await putState(world, changed)).status);
        expect((await world.partner.getReports()).status).toBe(200);
      }
    }
    await putState(world, state);
  });

  const shared = (async () => {
    const world = await startWithHistory();
    return { world, state: (await getState(world)).body as Json };
  })();
  afterAll(async () => (await shared).world.emulator.close());
});

function at(state: Json, ...names: string[]): Json {
  return names.reduce((object, name) => object[name] as Json, state);
}

function list(state: Json, name: string): Json[] {
  return state[name] as Json[];
}

function kept(state: Json, name: string): Json[] {
  return list(at(state, name), 'kept');
}

function settings(report: Json): Json {
  return list(report, 'settings')[0]!;
}

function recurrence(report: Json): Json {
  return settings(report)['recurrence'] as Json;
}

/** A query, a report that is over and one that goes on, a callback that is retried, a fault and a message in the inbox. */
async function startWithHistory(): Promise<World> {
  const world = await startForTest({ callbackRetry: ['P30D'] });
  const { partner, sandbox } = world;
  await partner.createQuery({ Name: 'q', Query: QUERY });
  await createReport(partner, executeNow({ CallbackUrl: 'http://127.0.0.1:1/nobody' }));
  await createReport(partner, scheduled());
  await sandbox.clock.advance('P3D');
  sandbox.faults.add({ match: { operation: 'DownloadReport' }, times: 2, effect: { truncate: 10 } });
  await fetch(`${sandbox.url}/_emulator/inbox/x`, { method: 'POST' });
  return world;
}

function getState({ emulator }: World): Promise<ControlAnswer> {
  return new ControlPlane(emulator.url).ask('GetState', 'GET', 'state');
}

function putState({ emulator }: World, body: unknown): Promise<ControlAnswer> {
  return new ControlPlane(emulator.url).ask('SetState', 'PUT', 'state', { body });
}
