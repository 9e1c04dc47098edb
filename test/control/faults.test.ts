import type { FaultRule } from '../../src/control/faults.ts';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { completeReport, download, linkOf } from '../support/download.ts';
import '../support/matchers.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { connectTo, receiveAll } from '../support/raw-exchange.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';

describe('a fault with a status', () => {
  test('refuses one operation in the envelope, with its own message and headers, and leaves the others alone', async () => {
    await using world = await startForTest();
    const effect = { status: 429, message: 'Slow down', headers: { 'Retry-After': '7' } };
    world.sandbox.faults.add({ match: { operation: 'createreport' }, effect });
    const answer = await world.partner.createReport(executeNow());
    expect(answer).toBeRefused(429, 'Slow down', 'fault.injected');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect((await world.partner.getReports()).body.value).toEqual([]);
  });

  test('acts before routing and before anyone is asked for a token', async () => {
    await using world = await startForTest();
    world.sandbox.faults.add({ match: {}, effect: { status: 503 } });
    for (const path of [
      'nothing/here',
      `${SURFACE.slice(1)}/Nowhere`,
      `${SURFACE.slice(1)}/swagger/index.html`,
    ]) {
      const response = await fetchUnchecked(`${world.emulator.url}/${path}`);
      expect([response.status, await response.json()]).toEqual([
        503,
        expect.objectContaining({
          statusCode: 503,
          message: 'Fault injected - Service Unavailable',
          value: [],
        }),
      ]);
    }
  });

  test('speaks the language of the blob service on files, and counts HEAD as a download', async () => {
    await using world = await startForTest();
    const { link } = await completeReport(world);
    world.sandbox.faults.add({ match: { operation: 'DownloadReport' }, times: 2, effect: { status: 500 } });
    const head = await download(link, {}, 'HEAD');
    expect([head.status, head.headers['x-ms-error-code'], head.text]).toEqual([500, 'InternalError', '']);
    const busy = await download(link);
    expect([busy.status, busy.headers['x-emulator-rule']]).toEqual([500, 'fault.injected']);
    expect(busy.text).toContain('<Code>InternalError</Code>');
    expect((await download(link)).status).toBe(200);
  });

  test('is found by method and by path, without the sandbox and in any letter case', async () => {
    await using world = await startForTest();
    const id = await createReport(world.partner, scheduled());
    world.sandbox.faults.add({
      match: { method: 'put', path: `*/scheduledreport/PAUSE/${id}` },
      effect: { status: 500 },
    });
    const prefixed = new Partner(`${world.sandbox.url}${SURFACE}`);
    expect((await prefixed.pauseReport(id)).status).toBe(500);
    expect((await world.partner.resumeReport(id)).status).toBe(200);
  });
});

describe('a fault of the connection', () => {
  test('resets it', async () => {
    await using world = await startForTest();
    world.sandbox.faults.add({ match: { operation: 'GetReports' }, effect: { reset: true } });
    const socket = connectTo(world.emulator.url);
    const failure = new Promise((resolve) => socket.once('error', resolve));
    socket.write(`GET ${SURFACE}/ScheduledReport HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect(await failure).toMatchObject({ code: 'ECONNRESET' });
    await expect(world.partner.getReports()).rejects.toThrow('fetch failed');
    expect((await world.partner.getQueries()).status).toBe(200);
  });

  test('lets a request wait, and forgets one whose client goes away meanwhile', async () => {
    await using world = await startForTest();
    world.sandbox.faults.add({ match: { operation: 'GetReports' }, times: 1, effect: { delay: 120 } });
    const startedMs = performance.now();
    expect((await world.partner.getReports()).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(115);

    world.sandbox.faults.add({ match: { operation: 'CreateReport' }, effect: { delay: 300 } });
    const { headers, baseUrl } = world.partner;
    const gone = fetch(`${baseUrl}/ScheduledReport`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(executeNow()),
      signal: AbortSignal.timeout(50),
    });
    await expect(gone).rejects.toThrow('timeout');
    world.sandbox.faults.clear();
    // An ordinary request, as long as the wait would have taken.
    world.sandbox.faults.add({ match: { operation: 'GetReports' }, effect: { delay: 350 } });
    expect((await world.partner.getReports()).body.value).toEqual([]);
  });

  test('breaks it in the middle of a download, after exactly so many bytes', async () => {
    await using world = await startForTest();
    const { link } = await completeReport(world, { query: QUERY });
    const whole = await download(link);
    world.sandbox.faults.add({ match: {}, effect: { truncate: 100 } });
    const { pathname, search } = new URL(link);
    const raw = await exchangeBytes(world, `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [head = '', body = ''] = raw.split('\r\n\r\n', 2);
    expect(head).toContain(`Content-Length: ${whole.bytes.length}`);
    expect(raw.length - head.length - 4).toBe(100);
    expect(whole.bytes.toString('latin1').startsWith(body)).toBe(true);
    await expect(fetch(link).then((response) => response.text())).rejects.toThrow('terminated');
    expect((await download(link, {}, 'HEAD')).status).toBe(200);
    expect((await download(link, { Range: 'bytes=0-99' })).bytes).toHaveLength(100);
  });

  test('lets a download trickle', async () => {
    await using world = await startForTest();
    const { link } = await completeReport(world, { query: QUERY });
    const whole = await download(link);
    world.sandbox.faults.add({ effect: { slow: whole.bytes.length * 5 } });
    const startedMs = performance.now();
    expect((await download(link)).text).toBe(whole.text);
    expect(performance.now() - startedMs).toBeGreaterThan(190);
  });
});

describe('a fault of an execution', () => {
  test('leaves it Running for ever, that of one report if the path says so', async () => {
    await using world = await startForTest();
    const stuck = await createReport(world.partner, executeNow());
    world.sandbox.faults.add({ match: { path: `*/execution/${stuck}` }, effect: { stuckRunning: true } });
    const { reportId: other } = await completeReport(world);
    await world.sandbox.clock.advance('P30D');
    const statuses = async (id: string) =>
      (
        await world.partner.getExecutions(id, { executionStatus: 'Pending;Running;Completed' })
      ).body.value.map(({ executionStatus }) => executionStatus);
    expect(await statuses(stuck)).toEqual(['Running']);
    expect(await statuses(other)).toEqual(['Completed']);
    expect(world.sandbox.faults.list()).toMatchObject([{ matches: 1, hits: 1, remaining: null }]);
  });

  test('hands out links that have expired, and refuses good ones', async () => {
    await using world = await startForTest();
    const { reportId, link } = await completeReport(world);
    const { faults } = world.sandbox;
    faults.add({ match: { operation: 'GetReportExecutions' }, times: 1, effect: { expiredLink: true } });
    const expired = await linkOf(world, reportId);
    expect((await download(expired)).text).toContain('Signed expiry time');
    expect((await download(link)).status).toBe(200);
    faults.add({ match: { operation: 'DownloadReport' }, times: 1, effect: { expiredLink: true } });
    expect((await download(link)).status).toBe(403);
    expect((await download(link)).status).toBe(200);
  });
});

describe('a fault of callbacks', () => {
  async function deliver(rule: FaultRule, options = {}) {
    await using world = await startForTest({ callbackRetry: [10], ...options });
    await using receiver = await receiveCallbacks();
    world.sandbox.faults.add({ match: { operation: 'ReportReadyCallback' }, times: 1, ...rule });
    await completeReport(world, { CallbackUrl: `${receiver.url}/ready` });
    await world.sandbox.clock.advance(20);
    const [delivery] = world.sandbox.callbacks();
    return { delivery, received: receiver.received.length };
  }

  test.each<[string, FaultRule, object]>([
    ['a status', { effect: { status: 503 } }, { status: 503, error: null }],
    ['a reset', { effect: { reset: true } }, { status: null, error: 'the connection was reset' }],
    [
      'a delay beyond the time-out',
      { effect: { delay: 5000 } },
      { status: null, error: 'no answer within 50 ms' },
    ],
  ])('fares as if its receiver had done it: %s, and the retry arrives', async (_, rule, attempt) => {
    const { delivery, received } = await deliver(rule, { callbackTimeout: 0.05 });
    expect(delivery?.attempts).toMatchObject([attempt, { status: 200 }]);
    expect([delivery?.state, received]).toEqual(['delivered', 1]);
  });

  test('only waits for a shorter delay', async () => {
    const { delivery } = await deliver({ effect: { delay: 40 } });
    expect(delivery?.attempts).toMatchObject([{ status: 200 }]);
  });
});

describe('a rule', () => {
  async function statusesOf(world: World, calls: number): Promise<string> {
    const statuses: number[] = [];
    for (let i = 0; i < calls; i++) statuses.push((await world.partner.getReports()).status);
    return statuses.map((status) => (status === 200 ? '.' : String(status)[0])).join('');
  }
  const reports = { operation: 'GetReports' };

  test('waits for its turn and ends after so many times', async () => {
    await using world = await startForTest();
    world.sandbox.faults.add({ match: reports, after: 2, times: 3, effect: { status: 500 } });
    expect(await statusesOf(world, 7)).toBe('..555..');
    expect(world.sandbox.faults.list()).toMatchObject([{ matches: 7, hits: 3, remaining: 0 }]);
  });

  test('gives way to the next of its kind when it is not its turn, and acts together with other kinds', async () => {
    await using world = await startForTest();
    const { faults } = world.sandbox;
    faults.add({ match: reports, times: 1, effect: { status: 500 } });
    faults.add({ match: reports, after: 1, times: 2, effect: { status: 429 } });
    faults.add({ match: reports, times: 1, effect: { delay: 60 } });
    const startedMs = performance.now();
    expect(await statusesOf(world, 5)).toBe('544..');
    expect(performance.now() - startedMs).toBeGreaterThan(55);
  });

  test('strikes by chance as the seed has it, and so again in another emulator', async () => {
    const run = async (seed: number) => {
      await using world = await startForTest({ seed });
      world.sandbox.faults.add({ match: reports, probability: 0.3, effect: { status: 500 } });
      return await statusesOf(world, 60);
    };
    const first = await run(7);
    expect(await run(7)).toBe(first);
    expect(await run(8)).not.toBe(first);
    const hits = first.split('5').length - 1;
    expect(hits).toBeGreaterThan(6);
    expect(hits).toBeLessThan(32);
  });

  test('stays in its sandbox, and never touches the control plane', async () => {
    await using world = await startForTest();
    const other = world.emulator.sandbox('other');
    other.faults.add({ effect: { status: 503 } });
    expect((await world.partner.getReports()).status).toBe(200);
    const control = new ControlPlane(other.url);
    expect((await control.ask('GetFaults', 'GET', 'faults')).status).toBe(200);
    expect((await fetchUnchecked(`${other.url}${SURFACE}/ScheduledReport`)).status).toBe(503);
    const byHeader = world.partner.as({ ...world.partner.headers, 'X-Emulator-Sandbox': 'other' });
    const { headers } = byHeader;
    expect((await fetchUnchecked(`${byHeader.baseUrl}/ScheduledReport`, { headers })).status).toBe(503);
    other.reset();
    expect((await byHeader.getReports()).status).toBe(200);
  });
});

describe('/_emulator/faults', () => {
  test('adds, lists and removes rules', async () => {
    await using world = await startForTest();
    const control = new ControlPlane(world.emulator.url);
    const rule = { match: { operation: 'getreports', method: 'get' }, times: 2, effect: { status: 429 } };
    const added = await control.ask('AddFault', 'POST', 'faults', { body: rule });
    expect(added.body).toEqual({
      id: 'fault-1',
      match: { operation: 'GetReports', method: 'GET' },
      after: 0,
      times: 2,
      probability: 1,
      effect: { status: 429 },
      matches: 0,
      hits: 0,
      remaining: 2,
    });
    await control.ask('AddFault', 'POST', 'faults', { body: { effect: { reset: true } } });
    expect((await control.ask('RemoveFault', 'DELETE', 'faults/FAULT-2')).status).toBe(204);
    expect((await control.ask('RemoveFault', 'DELETE', 'faults/fault-2')).status).toBe(404);
    await world.partner.getReports();
    expect((await control.ask('GetFaults', 'GET', 'faults')).body).toMatchObject({
      faults: [{ id: 'fault-1', hits: 1, remaining: 1 }],
    });
    expect((await control.ask('ClearFaults', 'DELETE', 'faults')).status).toBe(204);
    expect(world.sandbox.faults.list()).toEqual([]);
    expect(world.sandbox.faults.add({ effect: { delay: 1 } })).toBe('fault-3');
    expect(world.sandbox.faults.remove('fault-1')).toBe(false);
  });

  test.each<[string, unknown, string]>([
    ['no rule', undefined, '/'],
    ['no effect', { match: {} }, '/'],
    ['an empty effect', { effect: {} }, '/effect'],
    ['two effects', { effect: { status: 500, delay: 1 } }, '/effect'],
    ['an unknown effect', { effect: { explode: true } }, '/effect'],
    ['an unknown field', { mtach: {}, effect: { reset: true } }, '/'],
    ['an unknown field of what is matched', { match: { verb: 'GET' }, effect: { reset: true } }, '/match'],
    [
      'an unknown operation',
      { match: { operation: 'GetReport' }, effect: { reset: true } },
      '/match/operation',
    ],
    [
      'a call of the control plane',
      { match: { operation: 'GetClock' }, effect: { reset: true } },
      '/match/operation',
    ],
    [
      'a method the operation never has',
      { match: { operation: 'GetReports', method: 'POST' }, effect: { reset: true } },
      '/match/method',
    ],
    [
      'an effect the operation never has',
      { match: { operation: 'GetReports' }, effect: { truncate: 1 } },
      '/effect',
    ],
    ['an effect the method never has', { match: { method: 'HEAD' }, effect: { slow: 1 } }, '/effect'],
    [
      'an execution that is no execution',
      { match: { operation: 'CreateReport' }, effect: { stuckRunning: true } },
      '/effect',
    ],
    ['a message without a status', { effect: { delay: 1, message: 'Wait' } }, '/effect'],
    ['a status that is none', { effect: { status: 200 } }, '/effect/status'],
    ['half a byte', { effect: { truncate: 0.5 } }, '/effect/truncate'],
    ['a reset that is none', { effect: { reset: false } }, '/effect/reset'],
    ['a negative wait', { effect: { delay: -1 } }, '/effect/delay'],
    ['no time at all', { times: 0, effect: { reset: true } }, '/times'],
    ['a negative turn', { after: -1, effect: { reset: true } }, '/after'],
    ['more than certainty', { probability: 1.1, effect: { reset: true } }, '/probability'],
    [
      'a header with a line break',
      { effect: { status: 500, headers: { A: 'b\r\nc' } } },
      '/effect/headers/A',
    ],
    [
      'a header that breaks the answer',
      { effect: { status: 500, headers: { 'Content-Length': '1' } } },
      '/effect/headers/Content-Length',
    ],
  ])('refuses %s, with its place', async (_, body, at) => {
    await using world = await startForTest();
    const control = new ControlPlane(world.emulator.url);
    const answer = await control.ask('AddFault', 'POST', 'faults', { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: { code: 'InvalidRequest', details: expect.arrayContaining([expect.objectContaining({ at })]) },
    });
    expect(world.sandbox.faults.list()).toEqual([]);
  });

  test('holds at most a thousand rules', async () => {
    await using world = await startForTest();
    for (let i = 0; i < 1000; i++) world.sandbox.faults.add({ effect: { delay: 0 } });
    const control = new ControlPlane(world.emulator.url);
    const answer = await control.ask('AddFault', 'POST', 'faults', { body: { effect: { delay: 0 } } });
    expect(answer).toMatchObject({
      status: 429,
      body: { error: { message: 'A sandbox holds at most 1000 faults' } },
    });
    expect((await world.partner.getReports()).status).toBe(200);
  });
});

/** As Latin-1 text, a character for each byte. */
async function exchangeBytes(world: World, request: string): Promise<string> {
  const socket = connectTo(world.emulator.url);
  socket.write(request);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  await receiveAll(socket);
  return received;
}
