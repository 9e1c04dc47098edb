import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallbackDelivery } from '../../src/index.ts';
import { formatInstant } from '../../src/primitives/instant.ts';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { download, linkOf } from '../support/download.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest, type World } from '../support/start-for-test.ts';

const SECONDS = 1000;
/** When an ExecuteNow report of a test completes. */
const COMPLETED_AT = Date.parse(START) + 3 * SECONDS;

function reportTo(url: string, method: 'GET' | 'POST' = 'POST'): Record<string, unknown> {
  return executeNow({ CallbackUrl: url, CallbackMethod: method });
}

function only({ sandbox }: World): CallbackDelivery {
  const [delivery, ...others] = sandbox.callbacks();
  if (delivery === undefined || others.length > 0) throw new Error(`There are ${sandbox.callbacks().length}`);
  return delivery;
}

const statesOf = ({ sandbox }: World): readonly string[] => sandbox.callbacks().map(({ state }) => state);

describe('when an execution completes', () => {
  test('its report is POSTed to the callback URL, once and empty', async () => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest();
    const reportId = await createReport(world.partner, reportTo(`${receiver.url}/ready`));
    expect(await world.sandbox.clock.advance(2)).toMatchObject({ callbacks: { delivered: 0, failed: 0 } });
    expect(receiver.received).toEqual([]);
    expect(await world.sandbox.clock.advance(1)).toMatchObject({ callbacks: { delivered: 1, failed: 0 } });
    expect(receiver.received).toEqual([{ method: 'POST', target: `/ready/${reportId}`, body: '' }]);
    expect(only(world)).toMatchObject({
      reportId,
      state: 'delivered',
      attempts: [{ time: formatInstant(COMPLETED_AT), status: 200, error: null }],
    });
    await world.sandbox.clock.advance('P1D');
    expect(receiver.received).toHaveLength(1);
  });

  test('or fetched by GET with the report in the query', async () => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest();
    const reportId = await createReport(world.partner, reportTo(`${receiver.url}/ready`, 'GET'));
    await world.sandbox.clock.advance(3);
    expect(receiver.received).toEqual([{ method: 'GET', target: `/ready?reportId=${reportId}`, body: '' }]);
  });

  test('each time, for a report on a schedule', async () => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest();
    const body = scheduled({ RecurrenceCount: 3, CallbackUrl: receiver.url });
    const reportId = await createReport(world.partner, body);
    expect(await world.sandbox.clock.advance('P10D')).toMatchObject({
      completed: 3,
      callbacks: { delivered: 3, failed: 0 },
    });
    expect(receiver.received.map(({ target }) => target)).toEqual(Array(3).fill(`/${reportId}`));
    const [first, second] = world.sandbox.callbacks();
    expect(first?.executionId).not.toBe(second?.executionId);
  });

  test('of itself, on a clock that runs', async () => {
    const received = signal();
    await using receiver = await receiveCallbacks(() => received.give());
    await using world = await startForTest({ clock: { mode: 'running', rate: 1000 } });
    await createReport(world.partner, reportTo(receiver.url));
    await received.given;
  });

  test('the receiver can look at the execution and download its file before it answers', async () => {
    const seen: unknown[] = [];
    await using world = await startForTest();
    await using receiver = await receiveCallbacks(async ({ target }) => {
      const [reportId = ''] = target.split('/').slice(-1);
      const [execution] = (await world.partner.getExecutions(reportId)).body.value;
      const { status, text } = await download(execution?.reportAccessSecureLink ?? '');
      seen.push(
        execution?.executionStatus,
        status,
        text.startsWith('MpnId,'),
        world.sandbox.clock.now().getTime(),
      );
    });
    await createReport(world.partner, reportTo(receiver.url));
    await world.sandbox.clock.advance('PT1H');
    expect(seen).toEqual(['Completed', 200, true, COMPLETED_AT]);
    expect(only(world).state).toBe('delivered');
  });

  test('the receiver cannot move the clock that waits for it', async () => {
    const statuses: number[] = [];
    await using world = await startForTest();
    await using receiver = await receiveCallbacks(async () => {
      const response = await fetch(`${world.emulator.url}/_emulator/clock/advance`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"by": 60}',
      });
      statuses.push(response.status);
    });
    await createReport(world.partner, reportTo(receiver.url));
    await world.sandbox.clock.advance(3);
    expect(statuses).toEqual([409]);
  });

  test('a report that has no callback URL calls nobody', async () => {
    await using world = await startForTest();
    await createReport(world.partner, executeNow());
    expect(await world.sandbox.clock.advance(60)).toMatchObject({ callbacks: { delivered: 0, failed: 0 } });
    expect(world.sandbox.callbacks()).toEqual([]);
  });
});

describe('an awkward callback URL is called as it was meant', () => {
  test.each<[string, 'GET' | 'POST', (id: string) => string]>([
    ['', 'POST', (id) => `/${id}`],
    ['/', 'POST', (id) => `/${id}`],
    ['/a/b//', 'POST', (id) => `/a/b/${id}`],
    ['/a?key=1&x=', 'POST', (id) => `/a/${id}?key=1&x=`],
    ['/a#part', 'POST', (id) => `/a/${id}`],
    ['?key=1', 'POST', (id) => `/${id}?key=1`],
    ['', 'GET', (id) => `/?reportId=${id}`],
    ['/a/', 'GET', (id) => `/a/?reportId=${id}`],
    ['/a?', 'GET', (id) => `/a?reportId=${id}`],
    ['/a?key=1', 'GET', (id) => `/a?key=1&reportId=${id}`],
    ['/a?key=1&', 'GET', (id) => `/a?key=1&reportId=${id}`],
    ['/a?key=1#part?x', 'GET', (id) => `/a?key=1&reportId=${id}`],
    ['/a%20b/%2F?q=%26', 'POST', (id) => `/a%20b/%2F/${id}?q=%26`],
    ['/Grüße', 'POST', (id) => `/Gr%C3%BC%C3%9Fe/${id}`],
  ])('%j by %s', async (path, method, target) => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest();
    const reportId = await createReport(world.partner, reportTo(`${receiver.url}${path}`, method));
    await world.sandbox.clock.advance(3);
    expect(receiver.received).toEqual([{ method, target: target(reportId), body: '' }]);
  });

  test('by a name, in any case, and with credentials', async () => {
    const authorizations: (string | undefined)[] = [];
    await using receiver = await startReceiver((request, response) => {
      authorizations.push(request.headers.authorization);
      response.end();
    });
    await using world = await startForTest();
    await createReport(world.partner, reportTo(receiver.url.replace('http://127.0.0.1', 'HTTP://LocalHost')));
    await createReport(world.partner, reportTo(receiver.url.replace('//', '//user:p%40ss@')));
    await world.sandbox.clock.advance(3);
    expect(authorizations.sort()).toEqual([
      `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
      undefined,
    ]);
  });
});

describe('a callback that fails', () => {
  test('is tried again after 10 seconds and after 60 more, and then given up; the execution is none the worse', async () => {
    await using receiver = await startReceiver((_, response) => void response.writeHead(500).end());
    await using world = await startForTest();
    const reportId = await createReport(world.partner, reportTo(receiver.url));
    expect(await world.sandbox.clock.advance(3)).toMatchObject({ callbacks: { delivered: 0, failed: 0 } });
    expect(only(world)).toMatchObject({ state: 'retrying', nextAttemptTime: '2026-01-15T00:00:13Z' });
    await world.sandbox.clock.advance(9);
    expect(receiver.count()).toBe(1);
    await world.sandbox.clock.advance(1);
    expect(receiver.count()).toBe(2);
    await world.sandbox.clock.advance(59);
    expect(receiver.count()).toBe(2);
    expect(await world.sandbox.clock.advance(1)).toMatchObject({ callbacks: { delivered: 0, failed: 1 } });
    await world.sandbox.clock.advance('P1D');
    expect(only(world)).toMatchObject({
      state: 'failed',
      attempts: [0, 10, 70].map((after) => ({
        time: formatInstant(COMPLETED_AT + after * SECONDS),
        status: 500,
      })),
    });
    expect((await download(await linkOf(world, reportId))).status).toBe(200);
  });

  test('is delivered by the attempt that is answered', async () => {
    let calls = 0;
    await using receiver = await startReceiver(
      (_, response) => void response.writeHead(++calls < 3 ? 503 : 204).end(),
    );
    await using world = await startForTest();
    await createReport(world.partner, reportTo(receiver.url));
    expect(await world.sandbox.clock.advance('PT5M')).toMatchObject({
      callbacks: { delivered: 1, failed: 0 },
    });
    expect(only(world).attempts.map(({ status }) => status)).toEqual([503, 503, 204]);
  });

  test('is tried as often as the options say', async () => {
    await using receiver = await startReceiver((_, response) => void response.writeHead(404).end());
    await using never = await startForTest({ callbackRetry: [] });
    await createReport(never.partner, reportTo(receiver.url));
    expect(await never.sandbox.clock.advance('P1D')).toMatchObject({ callbacks: { failed: 1 } });
    await using often = await startForTest({ callbackRetry: [1, 'PT1H'] });
    await createReport(often.partner, reportTo(receiver.url));
    await often.sandbox.clock.advance('P1D');
    expect(only(often).attempts.map(({ time }) => Date.parse(time) - COMPLETED_AT)).toEqual([
      0, 1000, 3_601_000,
    ]);
  });

  test('tells why: nobody there, a broken connection, no answer in time, a redirect', async () => {
    await using broken = await startReceiver((request) => void request.socket.destroy());
    await using silent = await startReceiver(() => {});
    await using moved = await startReceiver((_, response) => {
      response.writeHead(307, { Location: `${silent.url}/elsewhere` }).end();
    });
    const gone = await startReceiver(() => {});
    await gone[Symbol.asyncDispose]();
    await using world = await startForTest({ callbackRetry: [], callbackTimeout: 0.2 });
    for (const { url } of [gone, broken, silent, moved]) await createReport(world.partner, reportTo(url));
    expect(await world.sandbox.clock.advance(3)).toMatchObject({ callbacks: { delivered: 0, failed: 4 } });
    expect(
      world.sandbox.callbacks().map(({ attempts: [attempt] }) => attempt?.status ?? attempt?.error),
    ).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('socket hang up'),
      'no answer within 200 ms',
      307,
    ]);
    expect(silent.count()).toBe(1);
  });
});

describe('a receiver that hangs', () => {
  test('delays no other', async () => {
    const told = signal();
    // It does not answer before the others have been told: were they behind it, it would time out.
    await using slow = await startReceiver((_, response) => {
      void Promise.all([told.given, slow.received(4)]).then(() => response.end());
    });
    let left = 3;
    const tellOne = (): void => {
      if (--left === 0) told.give();
    };
    await using quick = await receiveCallbacks(tellOne);
    await using other = await receiveCallbacks(tellOne);
    await using world = await startForTest();
    for (let n = 0; n < 8; n++) await createReport(world.partner, reportTo(slow.url));
    for (const url of [quick.url, quick.url.replace('127.0.0.1', 'localhost'), other.url])
      await createReport(world.partner, reportTo(url));
    expect(await world.sandbox.clock.advance(3)).toMatchObject({ callbacks: { delivered: 11, failed: 0 } });
    expect(slow.mostAtOnce()).toBe(4);
  });

  test('does not hold up the clock of another sandbox, nor requests to its own', async () => {
    await using silent = await startReceiver(() => {});
    await using world = await startForTest({ callbackTimeout: 30 });
    await createReport(world.partner, reportTo(silent.url));
    const advance = world.sandbox.clock.advance(60);
    await silent.received(1);
    expect((await world.partner.getReports()).body.totalCount).toBe(1);
    expect(world.sandbox.clock.now().getTime()).toBe(COMPLETED_AT);
    const other = world.emulator.sandbox('other');
    expect(await other.clock.advance('P1D')).toMatchObject({ transitions: 0 });
    silent.answerAll();
    expect(await advance).toMatchObject({ callbacks: { delivered: 1 } });
  });

  test('is given the time of the sandbox', async () => {
    await using silent = await startReceiver(() => {});
    await using world = await startForTest({ callbackTimeout: 30, callbackRetry: [] });
    const hasty = world.emulator.createSandbox('hasty', { callbackTimeout: 0.05 });
    const partner = world.partner.as({ ...world.partner.headers, 'X-Emulator-Sandbox': 'hasty' });
    await createReport(partner, reportTo(silent.url));
    expect(await hasty.clock.advance(3)).toMatchObject({ callbacks: { failed: 1 } });
    expect(hasty.callbacks()[0]?.attempts[0]?.error).toBe('no answer within 50 ms');
  });

  test('is not waited for again and again in one advance', async () => {
    await using silent = await startReceiver(() => {});
    await using world = await startForTest({ callbackTimeout: 0.05, callbackRetry: [] });
    await createReport(world.partner, scheduled({ RecurrenceInterval: 4, CallbackUrl: silent.url }));
    expect(await world.sandbox.clock.advance('P30D')).toMatchObject({
      completed: 174,
      callbacks: { failed: 174 },
    });
    expect(silent.count()).toBe(3);
    expect(world.sandbox.callbacks().at(-1)?.attempts[0]?.error).toContain('not tried');
  });
});

describe('where callbacks may go', () => {
  const UNROUTABLE = 'http://192.0.2.1/hook';

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'https://<SampleCallbackUrl>',
  ])('never to %s', async (url) => {
    await using world = await startForTest({ callbackHosts: ['169.254.169.254', 'fe80::1'] });
    const reportId = await createReport(world.partner, reportTo(url));
    expect(await world.sandbox.clock.advance('PT1H')).toMatchObject({
      completed: 1,
      callbacks: { delivered: 0, failed: 1 },
    });
    expect(only(world)).toMatchObject({ state: 'refused', attempts: [{ status: null }] });
    expect((await download(await linkOf(world, reportId))).status).toBe(200);
  });

  test('only to loopback and the emulator itself, when other machines can reach it', async () => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest({ host: '0.0.0.0' });
    const urls = [
      UNROUTABLE,
      receiver.url,
      receiver.url.replace('127.0.0.1', 'localhost'),
      world.emulator.url,
    ];
    for (const url of urls) await createReport(world.partner, reportTo(url));
    await world.sandbox.clock.advance(3);
    expect(statesOf(world)).toEqual(['refused', 'delivered', 'delivered', 'retrying']);
    expect(world.sandbox.callbacks()[0]?.attempts[0]?.error).toContain('callbackHosts');
  });

  test('and to the hosts that are named', async () => {
    await using world = await startForTest({
      host: '0.0.0.0',
      callbackHosts: ['192.0.2.1'],
      callbackTimeout: 0.05,
      callbackRetry: [],
    });
    for (const url of [UNROUTABLE, 'http://192.0.2.2/']) await createReport(world.partner, reportTo(url));
    await world.sandbox.clock.advance(3);
    expect(statesOf(world)).toEqual(['failed', 'refused']);
  });

  test('anywhere, when only this machine can reach it, unless hosts are named', async () => {
    await using open = await startForTest({ callbackTimeout: 0.05, callbackRetry: [] });
    await createReport(open.partner, reportTo(UNROUTABLE));
    await open.sandbox.clock.advance(3);
    await using closed = await startForTest({ callbackHosts: ['receiver.test'] });
    await createReport(closed.partner, reportTo(UNROUTABLE));
    await closed.sandbox.clock.advance(3);
    expect([only(open).state, only(closed).state]).toEqual(['failed', 'refused']);
  });
});

describe('what ends a callback', () => {
  test('a deleted report is not called again', async () => {
    await using receiver = await startReceiver((_, response) => void response.writeHead(500).end());
    await using world = await startForTest();
    const reportId = await createReport(world.partner, reportTo(receiver.url));
    await world.sandbox.clock.advance(3);
    await world.partner.deleteReport(reportId);
    expect(only(world)).toMatchObject({ state: 'dropped', nextAttemptTime: null });
    expect(await world.sandbox.clock.advance('P1D')).toMatchObject({
      callbacks: { delivered: 0, failed: 0 },
    });
    expect(receiver.count()).toBe(1);
  });

  test('the attempt in flight may finish when its report is deleted', async () => {
    await using silent = await startReceiver(() => {});
    await using world = await startForTest();
    const reportId = await createReport(world.partner, reportTo(silent.url));
    const advance = world.sandbox.clock.advance(60);
    await silent.received(1);
    await world.partner.deleteReport(reportId);
    silent.answerAll();
    expect(await advance).toMatchObject({ callbacks: { delivered: 1, failed: 0 } });
    expect(only(world).state).toBe('delivered');
  });

  test('a reset breaks it off and lets the advance go', async () => {
    await using silent = await startReceiver(() => {});
    await using world = await startForTest();
    await createReport(world.partner, reportTo(silent.url));
    const advance = world.sandbox.clock.advance(60).then(
      () => 'over',
      () => 'over',
    );
    await silent.received(1);
    world.sandbox.reset();
    expect(await advance).toBe('over');
    await silent.allClosed();
    expect(world.sandbox.callbacks()).toEqual([]);
    expect(world.sandbox.clock.now()).toEqual(new Date(START));
  });
});

/** A receiver that answers as it is told; one that is told nothing keeps the answers for `answerAll`. */
async function startReceiver(answer: (request: http.IncomingMessage, response: http.ServerResponse) => void) {
  const open = new Set<http.ServerResponse>();
  const events = new EventTarget();
  let count = 0;
  let mostAtOnce = 0;
  const server = http.createServer((request, response) => {
    count++;
    mostAtOnce = Math.max(mostAtOnce, open.add(response).size);
    response.on('close', () => {
      open.delete(response);
      events.dispatchEvent(new Event('change'));
    });
    events.dispatchEvent(new Event('change'));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached())
      await new Promise((resolve) => events.addEventListener('change', resolve, { once: true }));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    mostAtOnce: () => mostAtOnce,
    received: (wanted: number) => until(() => count >= wanted),
    allClosed: () => until(() => open.size === 0),
    answerAll: () => open.forEach((response) => response.end()),
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Something to wait for until it is given. */
function signal() {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}
