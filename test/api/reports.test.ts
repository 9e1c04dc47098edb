import type { Partner, ReportItem } from '../support/partner.ts';
import { createReport, executeNow, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const FOR_CREATION = 'Invalid report parameters for creation - ';
const LEAD = `${FOR_CREATION}Start time of report should at least be 4 hours from current UTC time`;
const COUNT = `${FOR_CREATION}Recurrence count has to be a positive integer value`;
const LENGTH = `${FOR_CREATION}Limit ReportName and Description length to 256 characters or less`;
const SEMICOLON = `${FOR_CREATION}Invalid character (;) in ReportName`;
const INTERVAL = 'Recurrence Interval must be between 4 and 2160';
const WINDOW = `${FOR_CREATION}EndTime should be greater than StartTime`;
const INTERNAL = 'Internal error encountered while creating report. Correlation ID ';

async function showReport(partner: Partner, reportId: string): Promise<ReportItem> {
  return (await partner.getReports({ reportId })).body.value[0]!;
}

async function showPending(partner: Partner, reportId: string, executionStatus = 'Pending') {
  const { body } = await partner.getExecutions(reportId, { executionStatus, getLatestExecution: 'false' });
  return body.value;
}

type Changes = Readonly<Record<string, unknown>>;

const LONGEST_CALLBACK_URL = `http://a.example/`.padEnd(8192, '/');

/** What create and update share: property, what is sent, what is then shown. */
const GOOD: readonly (readonly [string, Changes, Changes])[] = [
  ['a name of 256 characters', { ReportName: 'n'.repeat(256) }, { reportName: 'n'.repeat(256) }],
  [
    'a name in any script',
    { ReportName: 'Отчёт “月次” 📈, daily' },
    { reportName: 'Отчёт “月次” 📈, daily' },
  ],
  ['a description of 256 characters', { Description: 'd'.repeat(256) }, { description: 'd'.repeat(256) }],
  ['a semicolon in the description', { Description: 'a;b' }, { description: 'a;b' }],
  [
    'a start in exactly four hours',
    { StartTime: '2026-01-15T04:00:00Z' },
    { startTime: '2026-01-15T04:00:00Z' },
  ],
  [
    'a start with a blank for the T',
    { StartTime: '2026-01-16 08:30:00Z' },
    { startTime: '2026-01-16T08:30:00Z' },
  ],
  ['a start on 29 February', { StartTime: '2028-02-29T23:59:59Z' }, { startTime: '2028-02-29T23:59:59Z' }],
  ['an interval of 4', { RecurrenceInterval: 4 }, { recurrenceInterval: 4 }],
  ['an interval of 2160', { RecurrenceInterval: 2160 }, { recurrenceInterval: 2160 }],
  ['a count of 1', { RecurrenceCount: 1 }, { recurrenceCount: 1 }],
  ['a large count', { RecurrenceCount: 2_147_483_647 }, { recurrenceCount: 2_147_483_647 }],
  ['CSV', { Format: 'CSV' }, { format: 'csv' }],
  ['TSV', { Format: 'TSV' }, { format: 'tsv' }],
  [
    'a callback URL of 8,192 characters',
    { CallbackUrl: LONGEST_CALLBACK_URL },
    { callbackUrl: LONGEST_CALLBACK_URL },
  ],
  ['a callback over http', { CallbackUrl: 'http://localhost:1/a' }, { callbackUrl: 'http://localhost:1/a' }],
  [
    'a callback over https',
    { CallbackUrl: 'HTTPS://a.example/b?c=d#e' },
    { callbackUrl: 'HTTPS://a.example/b?c=d#e' },
  ],
  [
    'GET for the callback',
    { CallbackUrl: 'http://a.example', CallbackMethod: 'GET' },
    { callbackMethod: 'GET' },
  ],
  [
    'POST for the callback',
    { CallbackUrl: 'http://a.example', CallbackMethod: 'POST' },
    { callbackMethod: 'POST' },
  ],
];

/** Changes that are text are JSON that JavaScript can't write. */
const BAD: readonly (readonly [string, Changes | string, number, string])[] = [
  ['a missing name', { ReportName: undefined }, 400, 'Null or missing value'],
  ['a name that is null', { ReportName: null }, 400, 'Null or missing value'],
  ['a blank name', { ReportName: '   ' }, 400, 'Null or missing value'],
  ['a name of 257 characters', { ReportName: 'n'.repeat(257) }, 400, LENGTH],
  ['a semicolon in the name', { ReportName: 'a;b' }, 400, SEMICOLON],
  ['a description of 257 characters', { Description: 'd'.repeat(257) }, 400, LENGTH],
  ['a missing start', { StartTime: undefined }, 400, 'Null or missing value'],
  ['a start that is null', { StartTime: null }, 400, 'Null or missing value'],
  ['a malformed start', { StartTime: '15.1.2026' }, 500, INTERNAL],
  ['a start a second too soon', { StartTime: '2026-01-15T03:59:59Z' }, 400, LEAD],
  ['a start in the past', { StartTime: '2020-01-01T00:00:00Z' }, 400, LEAD],
  ['the start of a client that set none', { StartTime: '0001-01-01T00:00:00Z' }, 400, LEAD],
  ['an interval of 3', { RecurrenceInterval: 3 }, 400, INTERVAL],
  ['an interval of 2161', { RecurrenceInterval: 2161 }, 400, INTERVAL],
  ['a negative interval', { RecurrenceInterval: -24 }, 400, INTERVAL],
  ['an interval of 0', { RecurrenceInterval: 0 }, 400, INTERVAL],
  ['an endless interval', '{"RecurrenceInterval":1e999}', 400, INTERVAL],
  ['a count of 0', { RecurrenceCount: 0 }, 400, COUNT],
  ['a negative count', { RecurrenceCount: -1 }, 400, COUNT],
  ['a count beyond an int', { RecurrenceCount: 2_147_483_648 }, 400, COUNT],
  ['another format', { Format: 'XLSX' }, 400, "Requested value 'XLSX' not found"],
  ['a number for the format', { Format: 0 }, 400, "Requested value '0' not found"],
  ['another callback method', { CallbackMethod: 'PUT' }, 400, "Requested value 'PUT' not found"],
  ['a relative callback URL', { CallbackUrl: '/done' }, 400, 'Invalid report parameters - '],
  ['a callback URL without a host', { CallbackUrl: 'http:///done' }, 400, 'Invalid report parameters - '],
  [
    'a callback URL of another scheme',
    { CallbackUrl: 'ftp://a.example' },
    400,
    'Invalid report parameters - ',
  ],
  [
    'a callback URL over 8,192 characters',
    { CallbackUrl: LONGEST_CALLBACK_URL + 'x' },
    400,
    'Invalid report parameters - ',
  ],
  ['a host for a callback URL', { CallbackUrl: 'a.example' }, 400, 'Invalid report parameters - '],
  [
    'a callback URL with a port that is none',
    { CallbackUrl: 'http://a.example:99999' },
    400,
    'Invalid report parameters - ',
  ],
];

function withChanges(body: Changes, changes: Changes | string): unknown {
  if (typeof changes !== 'string') return { ...body, ...changes };
  return `${JSON.stringify(body).slice(0, -1)},${changes.slice(1)}`;
}

describe('Create report', () => {
  test.each(GOOD)('takes %s', async (_, changes, shown) => {
    await using world = await startForTest();
    const answer = await world.partner.createReport(scheduled(changes));
    expect(answer.body.message).toBe('Report created successfully');
    expect(answer.body.value[0]).toMatchObject(shown);
    expect((await world.partner.getReports()).body.value).toEqual(answer.body.value);
  });

  test.each([
    ...BAD,
    ['a missing QueryId', { QueryId: undefined }, 400, 'Null or missing value'],
    ['a QueryId that is null', { QueryId: null }, 400, 'Null or missing value'],
    ['an unknown QueryId', { QueryId: NOBODY }, 400, 'Invalid QueryId'],
    ['a QueryId that is no id', { QueryId: 42 }, 400, 'Invalid QueryId'],
    ['a missing interval', { RecurrenceInterval: undefined }, 400, 'Null or missing value'],
    ['an interval that is null', { RecurrenceInterval: null }, 400, 'Null or missing value'],
    ['a malformed QueryStartTime', { QueryStartTime: 'x' }, 500, INTERNAL],
    ['a malformed QueryEndTime', { QueryEndTime: '2025-12-01' }, 500, INTERNAL],
  ] as const)('refuses %s, and creates nothing', async (_, changes, status, message) => {
    await using world = await startForTest();
    const answer = await world.partner.createReport(withChanges(scheduled(), changes));
    expect(answer).toBeRefused(status, message);
    expect((await world.partner.getReports()).body.totalCount).toBe(0);
    // Nor has an id been used up.
    await using other = await startForTest();
    expect(await createReport(world.partner, scheduled())).toBe(
      await createReport(other.partner, scheduled()),
    );
  });

  test('has defaults: for ever, CSV, no callback, and POST for one', async () => {
    await using world = await startForTest();
    const shown = async (changes: Changes) =>
      (await world.partner.createReport(scheduled(changes))).body.value[0];
    expect(await shown({})).toMatchObject({
      description: null,
      modifiedTime: null,
      executeNow: false,
      reportStatus: 'Active',
      recurrenceCount: null,
      callbackUrl: null,
      callbackMethod: null,
      format: 'csv',
    });
    expect(await shown({ CallbackUrl: 'http://a.example' })).toMatchObject({ callbackMethod: 'POST' });
    expect(await shown({ CallbackMethod: 'GET' })).toMatchObject({ callbackUrl: null, callbackMethod: null });
  });

  test('compares the four hours in whole seconds', async () => {
    await using world = await startForTest({ now: '2026-01-15T00:00:00.999Z' });
    const answer = await world.partner.createReport(scheduled({ StartTime: '2026-01-15T04:00:00Z' }));
    expect(answer.status).toBe(200);
  });

  test.each([
    ['PT90M', '2026-01-15T01:30:00Z', 200],
    ['PT90M', '2026-01-15T01:29:59Z', 400],
    [0, '2026-01-14T00:00:00Z', 200],
  ])('with minStartLead %s a start at %s is %d', async (minStartLead, StartTime, status) => {
    await using world = await startForTest({ minStartLead });
    expect((await world.partner.createReport(scheduled({ StartTime }))).status).toBe(status);
  });

  test.each([
    ['no StartTime, RecurrenceInterval or RecurrenceCount', {}],
    ['any of them', { StartTime: '1999', RecurrenceInterval: {}, RecurrenceCount: 'many' }],
    ['any of them spelled otherwise', { starttime: [], recurrenceInterval: 1, RECURRENCECOUNT: -1 }],
  ])('with ExecuteNow takes %s', async (_, changes) => {
    await using world = await startForTest();
    const answer = await world.partner.createReport(executeNow(changes));
    expect(answer.body.value[0]).toMatchObject({
      executeNow: true,
      startTime: '2026-01-15T00:00:00Z',
      recurrenceInterval: 0,
      recurrenceCount: null,
      reportStatus: 'Active',
    });
  });

  test.each([
    [
      'its end before its start',
      { QueryStartTime: '2025-12-02T00:00:00Z', QueryEndTime: '2025-12-01T00:00:00Z' },
      400,
      200,
    ],
    [
      'both at one moment',
      { QueryStartTime: '2025-12-01T00:00:00Z', QueryEndTime: '2025-12-01T00:00:00Z' },
      200,
      200,
    ],
    ['a start only', { QueryStartTime: '2025-12-01 00:00:00Z' }, 200, 200],
    ['an end only', { QueryEndTime: '2025-12-01T00:00:00Z' }, 200, 200],
  ])('with a period of %s: %j is %d with ExecuteNow, else %d', async (_, period, now, later) => {
    await using world = await startForTest();
    const answer = await world.partner.createReport(executeNow(period));
    expect(answer.status).toBe(now);
    if (now === 400) expect(answer).toBeRefused(400, WINDOW, 'report.window');
    expect((await world.partner.createReport(scheduled(period))).status).toBe(later);
  });

  test('with ExecuteNow and a period exports that period instead of the query’s', async () => {
    await using world = await startForTest();
    const Query = 'SELECT DISTINCT Month FROM CustomersAndTenants ORDER BY Month ASC TIMESPAN LAST_MONTH';
    const { queryId } = (await world.partner.createQuery({ Name: 'q', Query })).body.value[0]!;
    const period = { QueryStartTime: '2025-05-01T00:00:00Z', QueryEndTime: '2025-06-30T00:00:00Z' };
    const file = async (body: Changes): Promise<string> => {
      const reportId = await createReport(world.partner, { ...body, QueryId: queryId });
      await world.sandbox.clock.advance('P1DT3S');
      const { body: answer } = await world.partner.getExecutions(reportId);
      return (await fetch(answer.value[0]!.reportAccessSecureLink!)).text();
    };
    expect(await file(scheduled(period))).toBe('Month\r\n2025-12-01\r\n');
    expect(await file(executeNow(period))).toBe('Month\r\n2025-05-01\r\n2025-06-01\r\n');
  });
});

describe('Get report', () => {
  async function threeReports(world: World): Promise<[string, string, string, string]> {
    const { partner } = world;
    const query = await partner.createQuery({ Name: 'q', Query: 'SELECT MpnId FROM Profile' });
    const { queryId } = query.body.value[0]!;
    return [
      await createReport(partner, scheduled({ ReportName: 'Sales' })),
      await createReport(partner, scheduled({ ReportName: 'sales', QueryId: queryId })),
      await createReport(partner, scheduled({ ReportName: 'Sales 2', QueryId: queryId })),
      queryId,
    ];
  }

  test('lists by creation, and is empty when there is none', async () => {
    await using world = await startForTest();
    const empty = { value: [], totalCount: 0, message: null, statusCode: 200 };
    expect((await world.partner.getReports()).body).toMatchObject(empty);
    const [a, b, c] = await threeReports(world);
    const { body } = await world.partner.getReports();
    expect(body.value.map(({ reportId }) => reportId)).toEqual([a, b, c]);
  });

  test('filters by report, by name in any case and by query, all together', async () => {
    await using world = await startForTest();
    const [a, b, c, queryId] = await threeReports(world);
    const found = async (query: Record<string, string>) =>
      (await world.partner.getReports(query)).body.value.map(({ reportId }) => reportId);
    expect(await found({ reportId: b.toUpperCase() })).toEqual([b]);
    expect(await found({ reportName: 'SALES' })).toEqual([a, b]);
    expect(await found({ queryId })).toEqual([b, c]);
    expect(await found({ queryId: SYSTEM_QUERY_ID.toUpperCase() })).toEqual([a]);
    expect(await found({ reportName: 'Sales', queryId })).toEqual([b]);
  });

  test('is 404 when a filter matches nothing, also where nothing is', async () => {
    await using world = await startForTest();
    const none = 'No item found with given filters.';
    expect(await world.partner.getReports({ reportName: 'x' })).toBeRefused(404, none, 'list.no-match');
    const [a, , , queryId] = await threeReports(world);
    for (const query of [
      { reportId: NOBODY },
      { reportName: 'sale' },
      { queryId: NOBODY },
      { reportId: a, queryId },
    ])
      expect(await world.partner.getReports(query)).toBeRefused(404, none, 'list.no-match');
  });
});

describe('Update report', () => {
  const update = { ReportName: 'Nightly', StartTime: '2026-01-16T00:00:00Z' };

  test.each(GOOD)('takes %s', async (_, changes, shown) => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    const answer = await world.partner.updateReport(reportId, { ...update, ...changes });
    expect(answer.body.message).toBe('Report updated successfully');
    expect(answer.body.value[0]).toMatchObject({ ...shown, modifiedTime: '2026-01-15T00:00:00Z' });
    expect(await showReport(world.partner, reportId)).toEqual(answer.body.value[0]);
  });

  test.each(BAD)('refuses %s, and changes nothing', async (_, changes, status, message) => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    const before = [await showReport(world.partner, reportId), await showPending(world.partner, reportId)];
    const answer = await world.partner.updateReport(reportId, withChanges(update, changes));
    expect(answer).toBeRefused(status, message);
    expect([await showReport(world.partner, reportId), await showPending(world.partner, reportId)]).toEqual(
      before,
    );
  });

  const full = scheduled({
    Description: 'd',
    RecurrenceInterval: 48,
    RecurrenceCount: 3,
    Format: 'TSV',
    CallbackUrl: 'http://a.example/x',
    CallbackMethod: 'GET',
  });

  test.each([
    ['left out', {}],
    [
      'null',
      {
        Description: null,
        RecurrenceInterval: null,
        RecurrenceCount: null,
        Format: null,
        CallbackUrl: null,
        CallbackMethod: null,
      },
    ],
    [
      'blank',
      {
        Description: ' ',
        RecurrenceInterval: '',
        RecurrenceCount: '',
        Format: '',
        CallbackUrl: '',
        CallbackMethod: '',
      },
    ],
    [
      'not on the update page',
      { QueryId: NOBODY, ExecuteNow: true, QueryStartTime: '2025-01-01T00:00:00Z', Query: 'x' },
    ],
  ])('keeps the value of what is %s', async (_, changes) => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, full);
    const before = await showReport(world.partner, reportId);
    await world.sandbox.clock.advance(60);
    const answer = await world.partner.updateReport(reportId, { ...update, ...changes });
    expect(answer.body.value[0]).toEqual({ ...before, modifiedTime: '2026-01-15T00:01:00Z' });
  });

  test('keeps the callback method with another URL, and the URL with another method', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, full);
    const shown = async (changes: Changes) =>
      (await world.partner.updateReport(reportId, { ...update, ...changes })).body.value[0];
    const url = 'https://b.example';
    expect(await shown({ CallbackUrl: url })).toMatchObject({ callbackUrl: url, callbackMethod: 'GET' });
    expect(await shown({ CallbackMethod: 'POST' })).toMatchObject({
      callbackUrl: url,
      callbackMethod: 'POST',
    });
  });

  test('moves the pending execution, which keeps its id, and counts anew', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled({ RecurrenceCount: 2 }));
    await sandbox.clock.advance('P1DT3S');
    const [pending] = await showPending(partner, reportId);
    await partner.updateReport(reportId, { ...update, StartTime: '2026-01-20T00:00:00Z' });
    const [moved] = await showPending(partner, reportId);
    expect(moved!.executionId).toBe(pending!.executionId);
    await sandbox.clock.advanceTo('2026-01-19T23:59:59Z');
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(1);
    await sandbox.clock.advanceTo('2026-02-01T00:00:00Z');
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(3);
    expect(await showReport(partner, reportId)).toMatchObject({ reportStatus: 'Inactive' });
  });

  test('lets a running execution end outside the new count', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled({ RecurrenceCount: 1 }));
    await sandbox.clock.advance('P1DT1S');
    expect(await showPending(partner, reportId, 'Running')).toHaveLength(1);
    const answer = await partner.updateReport(reportId, { ...update, StartTime: '2026-01-17T00:00:00Z' });
    expect(answer.body.value[0]).toMatchObject({ reportStatus: 'Active' });
    await sandbox.clock.advance(2);
    expect(await showReport(partner, reportId)).toMatchObject({ reportStatus: 'Active' });
    await sandbox.clock.advance('P1D');
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(2);
    expect(await showReport(partner, reportId)).toMatchObject({ reportStatus: 'Inactive' });
  });

  test('keeps a Paused report paused, to be resumed at the new start', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled());
    await partner.pauseReport(reportId);
    const changed = await partner.updateReport(reportId, { ...update, StartTime: '2026-01-18T00:00:00Z' });
    expect(changed.body.value[0]).toMatchObject({ reportStatus: 'Paused' });
    expect(await showPending(partner, reportId, 'Paused')).toHaveLength(1);
    await partner.resumeReport(reportId);
    await sandbox.clock.advanceTo('2026-01-18T00:00:00Z');
    expect(await showPending(partner, reportId, 'Completed')).toEqual([]);
    await sandbox.clock.advance(3);
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(1);
  });

  test('makes an Inactive report Active again', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled({ RecurrenceCount: 1 }));
    await sandbox.clock.advance('P1DT3S');
    expect(await showReport(partner, reportId)).toMatchObject({ reportStatus: 'Inactive' });
    const changed = await partner.updateReport(reportId, { ...update, StartTime: '2026-01-18T00:00:00Z' });
    expect(changed.body.value[0]).toMatchObject({ reportStatus: 'Active', recurrenceCount: 1 });
    await sandbox.clock.advance('P3D');
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(2);
  });

  test('is 400 for an ExecuteNow report and 404 for one that is not there', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, executeNow());
    const answer = await world.partner.updateReport(reportId, update);
    expect(answer).toBeRefused(400, 'Invalid report parameters', 'report.not-scheduled');
    expect(await world.partner.updateReport(NOBODY, update)).toBeRefused(
      404,
      'No item found with given filters.',
    );
  });
});

describe('Pause and resume report executions', () => {
  test('hold the pending execution and let it go on, with its id, at the next moment of the old rhythm', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled({ RecurrenceCount: 2 }));
    const [pending] = await showPending(partner, reportId);

    const paused = await partner.pauseReport(reportId);
    expect(paused.body).toMatchObject({ message: 'Report paused successfully' });
    expect(paused.body.value[0]).toMatchObject({ reportStatus: 'Paused', modifiedTime: null });
    expect(await showPending(partner, reportId)).toEqual([]);
    expect(await showPending(partner, reportId, 'Paused')).toMatchObject([
      { executionId: pending!.executionId },
    ]);

    await sandbox.clock.advance('P3DT1H');
    expect(await showPending(partner, reportId, 'Completed')).toEqual([]);
    const resumed = await partner.resumeReport(reportId);
    expect(resumed.body).toMatchObject({ message: 'Report resumed successfully' });
    expect(resumed.body.value[0]).toMatchObject({ reportStatus: 'Active' });
    expect(await showPending(partner, reportId)).toEqual([pending]);

    await sandbox.clock.advanceTo('2026-01-19T00:00:03Z');
    expect(await showPending(partner, reportId, 'Completed')).toMatchObject([
      { executionId: pending!.executionId, reportGeneratedTime: '2026-01-19T00:00:03Z' },
    ]);
    // What was missed does not count: one more is to come.
    await sandbox.clock.advance('P1D');
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(2);
  });

  test('resume exactly on the rhythm runs then', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled());
    await partner.pauseReport(reportId);
    await sandbox.clock.advanceTo('2026-01-18T00:00:00Z');
    await partner.resumeReport(reportId);
    await sandbox.clock.advance(3);
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(1);
  });

  test('leave a running execution alone', async () => {
    await using world = await startForTest();
    const { partner, sandbox } = world;
    const reportId = await createReport(partner, scheduled());
    await sandbox.clock.advance('P1DT1S');
    await partner.pauseReport(reportId);
    await sandbox.clock.advance(2);
    expect(await showPending(partner, reportId, 'Completed')).toHaveLength(1);
    expect(await showReport(partner, reportId)).toMatchObject({ reportStatus: 'Paused' });
  });

  test('change nothing when it is so already', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled());
    const active = await showReport(partner, reportId);
    expect((await partner.resumeReport(reportId)).body.value[0]).toEqual(active);
    await partner.pauseReport(reportId);
    const paused = await showReport(partner, reportId);
    expect((await partner.pauseReport(reportId)).body.value[0]).toEqual(paused);
  });

  test('are 400 for an Inactive report', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled({ RecurrenceCount: 1 }));
    await world.sandbox.clock.advance('P1DT3S');
    const message = 'Invalid report parameters - ';
    expect(await partner.pauseReport(reportId)).toBeRefused(400, message, 'report.inactive');
    expect(await partner.resumeReport(reportId)).toBeRefused(400, message, 'report.inactive');
  });

  test('are 400 for an ExecuteNow report, before it is done and after', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, executeNow());
    for (const seconds of [0, 3]) {
      await world.sandbox.clock.advance(seconds);
      const message = 'Invalid report parameters - ';
      expect(await partner.pauseReport(reportId)).toBeRefused(400, message, 'report.not-scheduled');
      expect(await partner.resumeReport(reportId)).toBeRefused(400, message, 'report.not-scheduled');
    }
  });

  test('pause is 400 when nothing is pending any more', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled({ RecurrenceCount: 1 }));
    await world.sandbox.clock.advance('P1DT1S');
    const answer = await partner.pauseReport(reportId);
    expect(answer).toBeRefused(400, 'Invalid report parameters - ', 'report.nothing-pending');
    expect((await partner.resumeReport(reportId)).status).toBe(200);
    expect(await showReport(partner, reportId)).toMatchObject({ reportStatus: 'Active' });
  });

  test('are 404 for a report that is not there', async () => {
    await using world = await startForTest();
    const none = 'No item found with given filters.';
    expect(await world.partner.pauseReport(NOBODY)).toBeRefused(404, none, 'list.no-match');
    expect(await world.partner.resumeReport(NOBODY)).toBeRefused(404, none, 'list.no-match');
  });
});

describe('Delete report', () => {
  test('answers with the report once; it, its executions and its file are gone', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled());
    await world.sandbox.clock.advance('P1DT3S');
    const before = await showReport(partner, reportId);
    const link = (await partner.getExecutions(reportId)).body.value[0]!.reportAccessSecureLink!;
    expect((await fetch(link)).status).toBe(200);

    const answer = await partner.deleteReport(reportId);
    expect(answer.body).toMatchObject({ value: [before], message: 'Report deleted successfully' });
    const none = 'No item found with given filters.';
    expect(await partner.deleteReport(reportId)).toBeRefused(404, none);
    expect(await partner.getExecutions(reportId)).toBeRefused(404, none);
    expect(await partner.getReports({ reportId })).toBeRefused(404, none);
    expect((await fetch(link)).status).toBe(404);
  });

  test('drops what was still to come', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, scheduled());
    await world.partner.deleteReport(reportId);
    expect(await world.sandbox.clock.advance('P30D')).toMatchObject({ transitions: 0, completed: 0 });
  });
});

describe('Quotas', () => {
  test('are off by default', async () => {
    await using world = await startForTest();
    for (let i = 0; i < 51; i++) await createReport(world.partner, scheduled());
    for (let i = 0; i < 6; i++) await createReport(world.partner, executeNow());
  });

  test('of active reports let one in when another is paused, deleted or done', async () => {
    await using world = await startForTest({ quotas: true });
    const { partner } = world;
    const ids: string[] = [];
    for (let i = 0; i < 50; i++)
      ids.push(await createReport(partner, scheduled({ RecurrenceCount: i === 2 ? 1 : 9 })));
    const refused = async () =>
      expect(await partner.createReport(scheduled())).toBeRefused(
        400,
        'User has exceeded',
        'quota.active-reports',
      );
    await refused();
    await partner.deleteReport(ids[0]!);
    await createReport(partner, scheduled());
    await refused();
    await partner.pauseReport(ids[1]!);
    await createReport(partner, scheduled());
    await refused();
    await world.sandbox.clock.advance('P1DT3S');
    const later = { StartTime: '2026-01-18T00:00:00Z' };
    await createReport(partner, scheduled(later));
    // A done one that would become active again is one too many.
    const again = await partner.updateReport(ids[2]!, { ReportName: 'r', ...later });
    expect(again).toBeRefused(400, 'User has exceeded', 'quota.active-reports');
  });

  test('of ExecuteNow reports are for any 60 minutes', async () => {
    await using world = await startForTest({ quotas: true });
    const { partner } = world;
    for (let i = 0; i < 5; i++) await createReport(partner, executeNow());
    await world.sandbox.clock.advance('PT59M59S');
    expect(await partner.createReport(executeNow())).toBeRefused(
      400,
      'User has exceeded',
      'quota.execute-now',
    );
    await world.sandbox.clock.advance(1);
    await createReport(partner, executeNow());
  });
});
