import type { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest } from '../support/start-for-test.ts';

/** Reads of anything that a refusal must leave as it was. */
async function everything(partner: Partner): Promise<unknown> {
  return [(await partner.getQueries()).body, (await partner.getReports()).body];
}

describe('paths', () => {
  test.each([
    ['in capitals', '/INSIGHTS/V1/MPN/SCHEDULEDQUERIES'],
    ['in lower case', '/insights/v1/mpn/scheduledqueries'],
    ['with two slashes in front, as the Java sample sends it', '//insights/v1/mpn/ScheduledQueries'],
    ['with repeated slashes within', '/insights//v1/mpn///ScheduledQueries'],
    ['with a slash at the end', '/insights/v1/mpn/ScheduledQueries/'],
    ['with percent-encoded letters', '/insights/v1/mpn/%53cheduledQueries'],
  ])('are taken %s', async (_, path) => {
    await using world = await startForTest();
    const response = await fetch(`${world.emulator.url}${path}?INCLUDESYSTEMQUERIES=FALSE`, {
      headers: world.partner.headers,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ value: [], totalCount: 0, message: null });
  });

  test.each([
    ['in capitals', (id: string) => id.toUpperCase()],
    ['with blanks around it', (id: string) => `%20${id}%20`],
  ])('hold an id %s', async (_, spell) => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled());
    const executions = await partner.getExecutions(spell(reportId), { executionStatus: 'Pending' });
    expect(executions.body.value[0]).toMatchObject({ reportId });
    expect((await partner.pauseReport(spell(reportId))).body.value[0]).toMatchObject({ reportId });
    const query = await partner.createQuery({ Name: 'q', Query: QUERY });
    const { queryId } = query.body.value[0]!;
    expect((await partner.deleteQuery(spell(queryId))).body.value[0]).toMatchObject({ queryId });
  });

  test.each([
    'nothing',
    'ScheduledQuery',
    'ScheduledReport/a/b',
    'ScheduledReport/pause/a/b',
    'ScheduledReport/execution/a/b',
  ])('that name no operation are 404: %s', async (path) => {
    await using world = await startForTest();
    const answer = await world.partner.as({}).ask({ path });
    expect(answer).toBeRefused(404, 'Resource not found', 'route.unknown');
  });

  test('outside of every surface are 404 in the envelope too', async () => {
    await using world = await startForTest();
    for (const path of ['/', '/insights', '/insights/v1.1/cmp/ScheduledReport', '/favicon.ico']) {
      const response = await fetch(`${world.emulator.url}${path}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ value: [], statusCode: 404 });
    }
  });

  test('that were nearly right get a hint', async () => {
    await using world = await startForTest();
    const answer = await world.partner.ask({ path: 'ScheduledReports' });
    expect(answer.headers.get('x-emulator-hint')).toBe('did you mean GET /ScheduledReport?');
  });

  test('that cannot be decoded are 400', async () => {
    await using world = await startForTest();
    const answer = await world.partner.ask({ path: 'ScheduledReport/%zz' });
    expect(answer).toBeRefused(400, 'Malformed request', 'request.malformed');
  });

  test.each([
    { method: 'PUT', path: 'ScheduledQueries', allow: 'GET, POST' },
    { method: 'POST', path: 'ScheduledDataset', allow: 'GET' },
    { method: 'PATCH', path: 'ScheduledReport', allow: 'GET, POST' },
    { method: 'GET', path: 'ScheduledReport/some-id', allow: 'DELETE, PUT' },
    { method: 'POST', path: 'ScheduledReport/pause/some-id', allow: 'PUT' },
    { method: 'DELETE', path: 'ScheduledReport/execution/some-id', allow: 'GET' },
    { method: 'OPTIONS', path: 'ScheduledReport', allow: 'GET, POST' },
  ])('are 405 with what is allowed for $method $path', async ({ method, path, allow }) => {
    await using world = await startForTest();
    const answer = await world.partner.as({}).ask({ method, path });
    expect(answer).toBeRefused(405, 'Method not allowed', 'route.method');
    expect(answer.headers.get('allow')?.split(', ').sort().join(', ')).toBe(allow);
  });

  test('are 405 without a body for HEAD', async () => {
    await using world = await startForTest();
    const response = await world.partner.send({ method: 'HEAD', path: 'ScheduledReport' });
    expect(response.status).toBe(405);
    expect(await response.text()).toBe('');
  });
});

describe('query parameters', () => {
  test.each([
    ['in another case', 'REPORTID'],
    ['as documented', 'reportId'],
  ])('are known %s', async (_, name) => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    await createReport(world.partner, scheduled());
    const answer = await world.partner.getReports({ [name]: reportId.toUpperCase() });
    expect(answer.body.value).toEqual([expect.objectContaining({ reportId })]);
  });

  test.each(['', ' ', '%20%09'])("count as absent when empty: '%s'", async (blank) => {
    await using world = await startForTest();
    await createReport(world.partner, scheduled());
    const path = `ScheduledReport?reportId=${blank}&reportName=${blank}&queryId=${blank}`;
    expect((await world.partner.ask({ path })).body.totalCount).toBe(1);
  });

  test('that are not known are ignored, and of two the last one counts', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    const path = `ScheduledReport?color=red&reportId=nobody&ReportID=${reportId}`;
    expect((await world.partner.ask({ path })).body.totalCount).toBe(1);
  });

  test.each(['yes', '1', 'tru', '0x1'])("that should be booleans are not '%s'", async (value) => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled());
    const answers = [
      await partner.getQueries({ includeSystemQueries: value }),
      await partner.getQueries({ includeOnlySystemQueries: value }),
      await partner.getExecutions(reportId, { getLatestExecution: value }),
    ];
    for (const answer of answers) expect(answer).toBeRefused(400, 'Invalid parameter', 'request.parameter');
  });

  test.each(['true', 'TRUE', ' True '])("are booleans when they say '%s'", async (value) => {
    await using world = await startForTest();
    const answer = await world.partner.getQueries({ includeOnlySystemQueries: value });
    expect(answer.status).toBe(200);
  });
});

describe('bodies', () => {
  test.each([
    ['PascalCase', { ReportName: 'r', QueryId: SYSTEM_QUERY_ID, ExecuteNow: true }],
    ['camelCase', { reportName: 'r', queryId: SYSTEM_QUERY_ID, executeNow: true }],
    ['capitals', { REPORTNAME: 'r', QUERYID: SYSTEM_QUERY_ID, EXECUTENOW: true }],
  ])('may have their properties in %s', async (_, body) => {
    await using world = await startForTest();
    const answer = await world.partner.createReport(body);
    expect(answer.body.value[0]).toMatchObject({ reportName: 'r', executeNow: true });
  });

  test.each([
    ['the last of two casings counts', { ReportName: 'first', reportName: 'last' }, { reportName: 'last' }],
    [
      'a last one that is null makes it absent',
      { Description: 'd', description: null },
      { description: null },
    ],
    ['unknown properties are ignored', { Color: { r: [1] }, ReportId: 'x' }, { reportName: 'Nightly' }],
    ['a number becomes text', { ReportName: 12.5, Description: 7 }, { reportName: '12.5', description: '7' }],
    ['a boolean becomes text', { ReportName: true }, { reportName: 'true' }],
    ['a whole number in text is one', { RecurrenceInterval: '24' }, { recurrenceInterval: 24 }],
    ['a whole number with .0 is one', '{"RecurrenceInterval":24.0}', { recurrenceInterval: 24 }],
    ['a boolean in text is one', { ExecuteNow: 'True' }, { executeNow: true }],
    [
      'enums are known in any case',
      { Format: 'tSv', CallbackMethod: 'get', CallbackUrl: 'http://a.example' },
      { format: 'tsv', callbackMethod: 'GET' },
    ],
    [
      'null counts as absent',
      { Format: null, ExecuteNow: null, RecurrenceCount: null },
      { format: 'csv', executeNow: false, recurrenceCount: null },
    ],
    [
      'blank text counts as absent',
      { Format: ' ', ExecuteNow: '', RecurrenceCount: '  ', Description: '\t' },
      { format: 'csv', executeNow: false, recurrenceCount: null, description: null },
    ],
    [
      'blanks around text are dropped',
      { ReportName: '  Weekly ', QueryId: ` ${SYSTEM_QUERY_ID.toUpperCase()} ` },
      { reportName: 'Weekly', queryId: SYSTEM_QUERY_ID },
    ],
    [
      'names of JavaScript are names like any other',
      '{"__proto__":{"ReportName":1},"constructor":1,"toString":2}',
      { reportName: 'Nightly' },
    ],
  ] as const)('are read so: %s', async (_, changes, shown) => {
    await using world = await startForTest();
    const body =
      typeof changes === 'string'
        ? `${JSON.stringify(scheduled()).slice(0, -1)},${changes.slice(1)}`
        : scheduled(changes);
    const answer = await world.partner.createReport(body);
    expect(answer.body.message).toBe('Report created successfully');
    expect(answer.body.value[0]).toMatchObject(shown);
  });

  test.each([
    ['an object for text', { ReportName: {} }, 'Invalid report parameters'],
    ['a list for text', { Description: ['a'] }, 'Invalid report parameters'],
    ['a list for an id', { QueryId: [SYSTEM_QUERY_ID] }, 'Invalid report parameters'],
    ['an object for a date', { StartTime: {} }, 'Invalid report parameters'],
    ['a list for an unused date', { QueryEndTime: [] }, 'Invalid report parameters'],
    ['an object for an enum', { Format: { a: 1 } }, 'Invalid report parameters'],
    ['a list for a method', { CallbackMethod: ['GET'] }, 'Invalid report parameters'],
    ['an object for a URL', { CallbackUrl: {} }, 'Invalid report parameters'],
    [
      'a fraction for an integer',
      { RecurrenceInterval: 24.5 },
      'Recurrence Interval must be between 4 and 2160',
    ],
    ['a fraction in text', { RecurrenceInterval: '24.5' }, 'Recurrence Interval must be between 4 and 2160'],
    [
      'words for an integer',
      { RecurrenceInterval: 'daily' },
      'Recurrence Interval must be between 4 and 2160',
    ],
    [
      'a boolean for an integer',
      { RecurrenceInterval: true },
      'Recurrence Interval must be between 4 and 2160',
    ],
    [
      'a fraction for a count',
      { RecurrenceCount: 1.5 },
      'Invalid report parameters for creation - Recurrence count',
    ],
    [
      'words for a boolean',
      { ExecuteNow: 'yes' },
      "Invalid report parameters - ExecuteNow must be true or false, not 'yes'",
    ],
    [
      'a number for a boolean',
      { ExecuteNow: 1 },
      'Invalid report parameters - ExecuteNow must be true or false, not 1',
    ],
    ['an object for a boolean', { ExecuteNow: {} }, 'Invalid report parameters'],
  ])('are 400 with %s', async (_, changes, message) => {
    await using world = await startForTest();
    expect(await world.partner.createReport(scheduled(changes))).toBeRefused(400, message);
    expect((await world.partner.getReports()).body.totalCount).toBe(0);
  });

  test('of queries are read by the same rules', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const answer = await partner.createQuery({ NAME: 'first', name: 7, query: QUERY, Description: false });
    expect(answer.body.value[0]).toMatchObject({ name: '7', query: QUERY, description: 'false' });
    for (const body of [
      { Name: {}, Query: QUERY },
      { Name: 'q', Query: [QUERY] },
    ])
      expect(await partner.createQuery(body)).toBeRefused(400, 'Invalid request body', 'request.body');
  });

  const LIMIT = 1024 * 1024;
  const padded = (length: number): string => {
    const body = JSON.stringify(executeNow());
    return body + ' '.repeat(length - body.length);
  };

  test.each([
    ['text that is not JSON', '{"ReportName":', 'application/json', 400, 'request.body'],
    ['nothing', '', 'application/json', 400, 'request.body'],
    ['a list', '[]', 'application/json', 400, 'request.body'],
    ['text', '"ReportName"', 'application/json', 400, 'request.body'],
    ['a number', '1', 'application/json', 400, 'request.body'],
    ['null', 'null', 'application/json', 400, 'request.body'],
    [
      'bytes that are not UTF-8',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      'application/json',
      400,
      'request.body',
    ],
    ['lists in lists without end', '['.repeat(200_000), 'application/json', 400, 'request.body'],
    ['more than 1 MiB', padded(LIMIT + 1), 'application/json', 413, 'request.too-large'],
    ['another media type', JSON.stringify(executeNow()), 'text/plain', 415, 'request.media-type'],
    ['a form', 'ReportName=a', 'application/x-www-form-urlencoded', 415, 'request.media-type'],
    [
      'another charset',
      JSON.stringify(executeNow()),
      'application/json; charset=utf-16',
      415,
      'request.media-type',
    ],
    ['no media type', JSON.stringify(executeNow()), null, 415, 'request.media-type'],
  ] as const)('are refused with %s', async (_, body, contentType, status, rule) => {
    await using world = await startForTest();
    const { partner } = world;
    const before = await everything(partner);
    for (const [method, path] of [
      ['POST', 'ScheduledReport'],
      ['POST', 'ScheduledQueries'],
      ['PUT', 'ScheduledReport/some-id'],
    ] as const) {
      const answer = await partner.ask({ method, path, body, contentType });
      expect(answer).toBeRefused(status, '', rule);
    }
    expect(await everything(partner)).toEqual(before);
  });

  test.each([
    ['of exactly 1 MiB', padded(LIMIT), 'application/json'],
    ['with a byte order mark', `\uFEFF${JSON.stringify(executeNow())}`, 'application/json'],
    [
      'that say so with capitals and a charset',
      JSON.stringify(executeNow()),
      'Application/JSON; Charset="UTF-8"',
    ],
  ])('are fine %s', async (_, body, contentType) => {
    await using world = await startForTest();
    const sent = { method: 'POST', path: 'ScheduledReport', body, contentType };
    expect((await world.partner.ask(sent)).status).toBe(200);
  });

  test('are not looked at where the operation takes none', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    const sent = {
      method: 'PUT',
      path: `ScheduledReport/pause/${reportId}`,
      body: '{"a":',
      contentType: null,
    };
    expect((await world.partner.ask(sent)).status).toBe(200);
  });
});
