import { ControlPlane, type ControlSent } from '../support/control-plane.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE, type WorldOptions } from '../support/start-for-test.ts';

interface Entry {
  readonly number: number;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly requestBody: string | null;
  readonly responseBody: string | null;
  readonly hint: string | null;
  readonly correlationId: string;
}

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  const control = new ControlPlane(world.emulator.url);
  const journal = async (query = '', sent: ControlSent = {}): Promise<readonly Entry[]> => {
    const { status, body } = await control.ask('GetRequests', 'GET', `requests${query}`, sent);
    if (status !== 200) throw new Error(JSON.stringify(body));
    // Held to openapi.yaml just now.
    return (body as { requests: Entry[] }).requests;
  };
  return { ...world, control, journal, url: world.emulator.url };
}

describe('the journal', () => {
  test('tells what a client sent and what it got, in order', async () => {
    await using world = await start();
    const created = await world.partner.createQuery({ Name: 'Names', Query: QUERY });
    await world.partner.getReports();
    const entries = await world.journal();
    expect(entries).toEqual([
      {
        number: 1,
        time: START,
        method: 'POST',
        path: `${SURFACE}/ScheduledQueries`,
        operation: 'CreateReportQuery',
        status: 200,
        ms: expect.any(Number),
        requestBody: JSON.stringify({ Name: 'Names', Query: QUERY }),
        responseBody: JSON.stringify(created.body),
        hint: null,
        correlationId: created.headers.get('x-ms-correlation-id'),
      },
      expect.objectContaining({ number: 2, operation: 'GetReports', requestBody: null }),
    ]);
  });

  test('has refusals, what is sent with them, and requests that match no operation', async () => {
    await using world = await start();
    await world.partner.createReport('{"ReportName":');
    await world.partner.ask({ path: 'ScheduledReports' });
    await world.partner.ask({ method: 'DELETE', path: 'ScheduledReport' });
    await fetch(`${world.url}/nowhere/at/all`);
    expect(
      (await world.journal()).map(({ operation, status, requestBody }) => [operation, status, requestBody]),
    ).toEqual([
      ['CreateReport', 400, '{"ReportName":'],
      ['unmatched', 404, null],
      ['unmatched', 405, null],
      ['unmatched', 404, null],
    ]);
  });

  test('has downloads without the file, and their errors with their text', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, executeNow());
    await world.sandbox.clock.advance(3);
    const link = (await world.partner.getExecutions(reportId)).body.value[0]?.reportAccessSecureLink ?? '';
    await (await fetch(link)).text();
    await (await fetch(`${link}x`)).text();
    const downloads = await world.journal('?operation=downloadreport');
    expect(downloads).toMatchObject([
      {
        status: 200,
        responseBody: null,
        path: expect.stringMatching(/^\/reports\/default\/.*sig=\[redacted\]/),
      },
      { status: 403, responseBody: expect.stringContaining('<Code>AuthenticationFailed</Code>') },
    ]);
  });

  test('leaves out the control plane, Swagger UI and what browsers ask beforehand', async () => {
    await using world = await start({ cors: true });
    await world.control.getClock();
    await world.control.ask(null, 'GET', 'nothing');
    await (await fetch(`${world.url}${SURFACE}/swagger/index.html`)).text();
    await fetch(`${world.url}${SURFACE}/ScheduledReport`, {
      method: 'OPTIONS',
      headers: { Origin: 'http://page.example', 'Access-Control-Request-Method': 'GET' },
    });
    expect(await world.journal()).toEqual([]);
  });

  test('shows no tokens and no signatures', async () => {
    await using world = await start();
    const secret = 'eyJhbGciOiJub25lIn0.eyJ1cG4iOiJhIn0.c2lnbmF0dXJl';
    await world.partner
      .as({ Authorization: `Bearer ${secret}` })
      .createReport(executeNow({ Description: secret, CallbackUrl: 'http://127.0.0.1:9/?sig=abcdefgh' }));
    await world.partner.getReports({ reportName: secret, sig: 'abcdefgh' });
    const text = JSON.stringify(await world.journal());
    expect(text).not.toContain(secret);
    expect(text).not.toContain('abcdefgh');
    expect(text).toContain('[redacted]');
  });

  test('keeps what a refusal told a local user besides', async () => {
    await using world = await start();
    const answer = await fetch(`${world.emulator.url}${SURFACE}/ScheduledReports`);
    const hint = answer.headers.get('X-Emulator-Hint');
    expect(hint).toContain('ScheduledReport');
    expect(await world.journal()).toMatchObject([{ operation: 'unmatched', status: 404, hint }]);
  });

  test('cuts bodies at 16 KiB', async () => {
    await using world = await start();
    await world.partner.createQuery({ Name: 'ä'.repeat(20_000), Query: QUERY });
    const [entry] = await world.journal();
    for (const body of [entry?.requestBody ?? '', entry?.responseBody ?? '']) {
      expect(Buffer.byteLength(body)).toBeGreaterThan(16_000);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(16 * 1024);
      expect(body).not.toContain('\uFFFD');
    }
  });

  test('keeps the last 1,000 requests', async () => {
    await using world = await start();
    for (let i = 0; i < 1003; i++)
      await (await world.partner.send({ path: 'ScheduledReport' })).arrayBuffer();
    const entries = await world.journal();
    expect(entries).toHaveLength(1000);
    expect(entries[0]?.number).toBe(4);
    expect(entries.at(-1)?.number).toBe(1003);
  }, 30_000);

  test('is each sandbox for itself; a request that matches nothing makes none', async () => {
    await using world = await start();
    await new Partner(`${world.url}/sandbox/mine${SURFACE}`).getReports();
    await fetch(`${world.url}/sandbox/other/nowhere`);
    await fetch(`${world.url}/sandbox/mine/nowhere`);
    expect(await world.journal()).toEqual([]);
    const mine = await new ControlPlane(`${world.url}/sandbox/mine`).ask('GetRequests', 'GET', 'requests');
    expect(mine.body).toMatchObject({
      requests: [{ path: `/sandbox/mine${SURFACE}/ScheduledReport` }, { operation: 'unmatched' }],
    });
    const list = await world.control.ask('GetSandboxes', 'GET', 'sandboxes');
    expect(JSON.stringify(list.body)).not.toContain('other');
  });

  test('is filtered by operation, method, status, moment, number and how many', async () => {
    await using world = await start();
    const reportId = await createReport(world.partner, scheduled());
    await world.partner.getExecutions(reportId);
    await world.sandbox.clock.advance(60);
    await world.partner.getReports();
    await world.partner.pauseReport(reportId);
    const numbers = async (query: string) => (await world.journal(query)).map(({ number }) => number).join();
    expect(await numbers('?operation=GetReports')).toBe('3');
    expect(await numbers('?operation=')).toBe('1,2,3,4');
    expect(await numbers('?method=get')).toBe('2,3');
    expect(await numbers('?status=404')).toBe('2');
    expect(await numbers('?status=2xx')).toBe('1,3,4');
    expect(await numbers('?since=2026-01-15T00:00:30Z')).toBe('3,4');
    expect(await numbers('?since=2')).toBe('3,4');
    expect(await numbers('?limit=1')).toBe('4');
    expect(await numbers('?method=GET&status=200&limit=5')).toBe('3');
  });

  test.each([
    ['operation=CreateReports', 'CreateReport?'],
    ['status=700', '?status'],
    ['since=yesterday', '?since'],
    ['limit=0', '?limit'],
    ['limit=1001', '?limit'],
    ['limit=x', '?limit'],
    ['opperation=CreateReport', '?opperation'],
  ])('refuses %s', async (query, told) => {
    await using world = await start();
    const answer = await world.control.ask('GetRequests', 'GET', `requests?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(told);
  });

  test('is cleared by DELETE and by a reset; numbers go on after the first', async () => {
    await using world = await start();
    await world.partner.getReports();
    expect((await world.control.ask('ClearRequests', 'DELETE', 'requests')).status).toBe(204);
    expect(await world.journal()).toEqual([]);
    await world.partner.getReports();
    expect(await world.journal()).toMatchObject([{ number: 2 }]);
    await world.control.reset();
    expect(await world.journal()).toEqual([]);
  });
});

describe('a request for which there is no operation', () => {
  test.each([
    ['GET', `${SURFACE}/ScheduledReports`, 'GET /ScheduledReport'],
    ['POST', `${SURFACE}/ScheduleQueries`, 'POST /ScheduledQueries'],
    ['PATCH', `${SURFACE}/ScheduledReport`, 'POST, GET'],
    ['POST', '/ScheduledReport', `POST ${SURFACE}/ScheduledReport`],
    ['GET', '/insights/v1/mnp/ScheduledQueries', `GET ${SURFACE}/ScheduledQueries`],
    ['GET', '/something/else', `${SURFACE}/swagger/index.html`],
  ])('%s %s gets a hint of %s', async (method, path, hint) => {
    await using world = await start();
    const answer = await fetch(`${world.url}${path}`, { method });
    expect(answer.headers.get('x-emulator-hint')).toContain(hint);
    expect([404, 405]).toContain(answer.status);
  });
});
