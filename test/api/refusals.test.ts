import documented from '../../fixtures/mpn/errors.json';
import { API_ERRORS, type ApiErrorRow } from '../../src/errors/api-errors.ts';
import { mpn } from '../../src/surfaces/mpn.ts';
import type { Answer, Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest, SURFACE, type WorldOptions } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NO_ROLE = withClaims({ roles: ['SomethingElse'] });

type Ask = (partner: Partner) => Promise<Answer<object>>;

interface Refusal {
  readonly when: string;
  readonly ask: Ask;
  readonly status: number;
  /** The documented text, to the letter. */
  readonly message: string;
  readonly rule: string;
  readonly options?: WorldOptions;
  /** The option that lifts it. */
  readonly hint?: string;
}

/** What mpn documents, and what is taken over from its sibling. */
const DOCUMENTED: readonly Refusal[] = [
  {
    when: 'the token is missing',
    ask: (partner) => partner.as({}).getReports(),
    status: 401,
    message: 'Unauthorized',
    rule: 'auth.missing',
    hint: '--auth off',
  },
  {
    when: 'the dataset does not exist',
    ask: (partner) => partner.createQuery({ Name: 'q', Query: 'SELECT A FROM Customers' }),
    status: 400,
    message: 'Invalid table name',
    rule: 'query.dataset',
  },
  {
    when: 'the dataset has no such column',
    ask: (partner) => partner.createQuery({ Name: 'q', Query: 'SELECT MpnIdx FROM Profile' }),
    status: 400,
    message: 'Incorrect column name',
    rule: 'query.column',
  },
  {
    when: 'something mandatory is missing',
    ask: (partner) => partner.createReport({}),
    status: 400,
    message: 'Null or missing value',
    rule: 'value.missing',
  },
  {
    when: 'a property of a report is unacceptable',
    ask: (partner) => partner.createReport(scheduled({ CallbackUrl: 'nowhere' })),
    status: 400,
    message: 'Invalid report parameters',
    rule: 'report.callback-url',
  },
  {
    when: 'the interval is out of bounds',
    ask: (partner) => partner.createReport(scheduled({ RecurrenceInterval: 3 })),
    status: 400,
    message: 'Recurrence Interval must be between 4 and 2160',
    rule: 'report.recurrence-interval',
  },
  {
    when: 'no query has the id',
    ask: (partner) => partner.createReport(scheduled({ QueryId: NOBODY })),
    status: 400,
    message: 'Invalid QueryId',
    rule: 'query.id',
  },
  {
    when: 'the start is too soon',
    ask: (partner) => partner.createReport(scheduled({ StartTime: '2026-01-15T03:59:59Z' })),
    status: 400,
    message:
      'Invalid report parameters for creation - Start time of report should at least be 4 hours from current UTC time',
    rule: 'report.start-lead',
    hint: '--min-start-lead 0',
  },
  {
    when: 'an enumerated value is unknown',
    ask: (partner) => partner.createReport(scheduled({ Format: 'string' })),
    status: 400,
    message: "Requested value 'string' not found",
    rule: 'report.enum',
  },
  {
    when: 'no report has the id',
    ask: (partner) => partner.getExecutions(NOBODY),
    status: 404,
    message: 'No item found with given filters.',
    rule: 'list.no-match',
  },
  {
    when: 'no execution fits',
    ask: async (partner) => partner.getExecutions(await createReport(partner, scheduled())),
    status: 404,
    message:
      "There are no executions that have occurred for the given filter conditions. Double check the reportId or executionId and retry the API after the report's scheduled execution time",
    rule: 'execution.none',
    hint: '--execution-default any',
  },
  {
    when: 'the end of the period is before its start',
    ask: (partner) =>
      partner.createReport(
        executeNow({ QueryStartTime: '2025-12-02T00:00:00Z', QueryEndTime: '2025-12-01T00:00:00Z' }),
      ),
    status: 400,
    message: 'Invalid report parameters for creation - EndTime should be greater than StartTime',
    rule: 'report.window',
  },
  {
    when: 'the name holds a semicolon',
    ask: (partner) => partner.createReport(scheduled({ ReportName: 'a;b' })),
    status: 400,
    message: 'Invalid report parameters for creation - Invalid character (;) in ReportName',
    rule: 'report.name-character',
  },
  {
    when: 'the count is not positive',
    ask: (partner) => partner.createReport(scheduled({ RecurrenceCount: 0 })),
    status: 400,
    message: 'Invalid report parameters for creation - Recurrence count has to be a positive integer value',
    rule: 'report.recurrence-count',
  },
  {
    when: 'the description is too long',
    ask: (partner) => partner.createReport(scheduled({ Description: 'x'.repeat(257) })),
    status: 400,
    message:
      'Invalid report parameters for creation - Limit ReportName and Description length to 256 characters or less',
    rule: 'report.text-length',
  },
  {
    when: 'there are 50 active reports',
    ask: async (partner) => {
      for (let i = 0; i < 50; i++) await createReport(partner, scheduled());
      return partner.createReport(scheduled());
    },
    status: 400,
    message: 'User has exceeded its report creation quota of 50 active reports',
    rule: 'quota.active-reports',
    options: { quotas: true },
    hint: '--no-quotas',
  },
  {
    when: 'there were 5 ExecuteNow reports within the hour',
    ask: async (partner) => {
      for (let i = 0; i < 5; i++) await createReport(partner, executeNow());
      return partner.createReport(executeNow());
    },
    status: 400,
    message: 'User has exceeded its ExecuteNow report creation quota of 5 reports/60 mins',
    rule: 'quota.execute-now',
    options: { quotas: true },
    hint: '--no-quotas',
  },
  {
    when: 'there are 100 queries',
    ask: async (partner) => {
      for (let i = 0; i < 100; i++) await partner.createQuery({ Name: 'q', Query: QUERY });
      return partner.createQuery({ Name: 'q', Query: QUERY });
    },
    status: 400,
    message: 'Number of queries exceeded. Delete few queries before creating new queries',
    rule: 'quota.queries',
    options: { quotas: true },
    hint: '--no-quotas',
  },
];

const EMULATORS_OWN: readonly Refusal[] = [
  {
    when: 'a callback URL is longer than any that is called',
    ask: (partner) => partner.createReport(scheduled({ CallbackUrl: 'http://a.example/'.padEnd(8193, '/') })),
    status: 400,
    message: 'Invalid report parameters',
    rule: 'report.callback-url',
  },
  {
    when: 'the token has neither role',
    ask: (partner) => partner.as(NO_ROLE).getReports(),
    status: 403,
    message: 'Forbidden',
    rule: 'auth.role',
    hint: '--auth off',
  },
  {
    when: 'the sandbox cannot have that name',
    ask: (partner) => partner.as({ ...partner.headers, 'X-Emulator-Sandbox': '-' }).getReports(),
    status: 400,
    message: 'Invalid sandbox name',
    rule: 'sandbox.name',
  },
  {
    when: 'the sandbox is unknown and none is made',
    ask: (partner) => partner.as({ ...partner.headers, 'X-Emulator-Sandbox': 'new' }).getReports(),
    status: 404,
    message: 'Unknown sandbox',
    rule: 'sandbox.unknown',
    options: { autoCreateSandboxes: false },
    hint: '--auto-create-sandboxes',
  },
];

describe('a refusal has the documented text, its rule and what lifts it', () => {
  test.each([...DOCUMENTED, ...EMULATORS_OWN])('when $when', async (refusal) => {
    await using world = await startForTest(refusal.options);
    const answer = await refusal.ask(world.partner);
    expect(answer).toBeRefused(refusal.status, refusal.message, refusal.rule);
    // A detail may follow, set off so that the text can still be found.
    expect(answer.body.message!.slice(refusal.message.length)).toMatch(/^($| - |: )/);
    const hint = answer.headers.get('x-emulator-hint');
    if (refusal.hint === undefined) expect(hint).toBeNull();
    else expect(hint).toContain(refusal.hint);
  });

  test('with nothing in the envelope but the message', async () => {
    await using world = await startForTest();
    const answer = await world.partner.getExecutions(NOBODY);
    expect(answer.body).toEqual({
      value: [],
      nextLink: null,
      totalCount: 0,
      message: 'No item found with given filters.',
      statusCode: 404,
      dataRedacted: false,
    });
  });

  test('and every documented message of mpn is one of ours', () => {
    const rows: readonly ApiErrorRow[] = Object.values(API_ERRORS);
    const ours = [...rows, ...Object.values(mpn.messages).map((text) => ({ status: 404, text }))];
    const missing = documented
      .filter(({ api }) => api === 'mpn')
      .map(({ status, message }) => ({
        status,
        text: message.replace("'string'", "'{value}'").replace('<>', '{correlationId}'),
      }))
      .filter(({ status, text }) => !ours.some((row) => row.status === status && row.text === text));
    expect(missing).toEqual([]);
  });
});

describe('the 500 of a malformed date', () => {
  const MALFORMED = [
    'tomorrow',
    '2026-01-16',
    '2026-01-16T00:00:00',
    '2026-01-16T00:00:00+00:00',
    '2026-01-16T00:00:00.000Z',
    '2026-01-16t00:00:00z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-16T24:00:00Z',
    '2026-01-16  00:00:00Z',
    '16/01/2026 00:00:00',
    20260116,
    true,
  ];

  async function expectInternalError(answer: Answer<object>): Promise<void> {
    expect(answer).toBeRefused(500, 'Internal error', 'report.malformed-date');
    const correlationId = answer.headers.get('x-ms-correlation-id');
    expect(correlationId).toMatch(GUID);
    expect(answer.body.message).toBe(
      `Internal error encountered while creating report. Correlation ID ${correlationId}`,
    );
  }

  test.each(MALFORMED)('names the correlation id of the answer: %p', async (malformed) => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled());
    const before = (await partner.getReports()).body;
    const update = { ReportName: 'r', StartTime: malformed };
    await expectInternalError(await partner.createReport(scheduled({ StartTime: malformed })));
    await expectInternalError(await partner.updateReport(reportId, update));
    for (const name of ['QueryStartTime', 'QueryEndTime']) {
      await expectInternalError(await partner.createReport(executeNow({ [name]: malformed })));
      await expectInternalError(await partner.createReport(scheduled({ [name]: malformed })));
    }
    expect((await partner.getReports()).body).toEqual(before);
  });

  test('is no matter for an ExecuteNow report, whose StartTime is ignored', async () => {
    await using world = await startForTest();
    for (const StartTime of [...MALFORMED, {}, []]) {
      const body = executeNow({ StartTime, RecurrenceInterval: 'x', RecurrenceCount: [-1] });
      expect((await world.partner.createReport(body)).status).toBe(200);
    }
  });
});

describe('of several faults the first is told: route, token, body, missing, parameters, references, role', () => {
  const everyFault = { ReportName: 'a;b', QueryId: NOBODY, RecurrenceInterval: 1 };
  const create = { method: 'POST', path: 'ScheduledReport' };

  test.each([
    ['the route before the token', {}, { method: 'POST', path: 'Nowhere', body: '{' }, 404, 'route.unknown'],
    [
      'the method before the token',
      {},
      { method: 'PATCH', path: 'ScheduledReport', body: '{' },
      405,
      'route.method',
    ],
    ['the token before the body', {}, { ...create, body: '{' }, 401, 'auth.missing'],
    ['the token before the media type', {}, { ...create, body: 'a', contentType: null }, 401, 'auth.missing'],
    ['the body before what is missing', NO_ROLE, { ...create, body: '[]' }, 400, 'request.body'],
    [
      'what is missing before other properties',
      NO_ROLE,
      { ...create, body: everyFault },
      400,
      'value.missing',
    ],
    [
      'properties before the query',
      NO_ROLE,
      { ...create, body: scheduled({ ...everyFault, RecurrenceInterval: 24 }) },
      400,
      'report.name-character',
    ],
    [
      'the start before the query',
      NO_ROLE,
      { ...create, body: scheduled({ QueryId: NOBODY, StartTime: '2026-01-15T00:00:00Z' }) },
      400,
      'report.start-lead',
    ],
    [
      'the callback before the query',
      NO_ROLE,
      { ...create, body: scheduled({ QueryId: NOBODY, CallbackUrl: 'x' }) },
      400,
      'report.callback-url',
    ],
    [
      'the query before the role',
      NO_ROLE,
      { ...create, body: scheduled({ QueryId: NOBODY }) },
      400,
      'query.id',
    ],
    ['the role last', NO_ROLE, { ...create, body: scheduled() }, 403, 'auth.role'],
    [
      'properties before the report',
      NO_ROLE,
      { method: 'PUT', path: `ScheduledReport/${NOBODY}`, body: { ReportName: 'r', StartTime: 'x' } },
      500,
      'report.malformed-date',
    ],
    [
      'the report before the role',
      NO_ROLE,
      {
        method: 'PUT',
        path: `ScheduledReport/${NOBODY}`,
        body: { ReportName: 'r', StartTime: '2026-01-16T00:00:00Z' },
      },
      404,
      'list.no-match',
    ],
    [
      'the report before the role when deleting',
      NO_ROLE,
      { method: 'DELETE', path: `ScheduledReport/${NOBODY}` },
      404,
      'list.no-match',
    ],
    [
      'a status before the report',
      NO_ROLE,
      { path: `ScheduledReport/execution/${NOBODY}?executionStatus=Done` },
      400,
      'report.enum',
    ],
    [
      'what is missing before a time',
      NO_ROLE,
      { path: 'ScheduledQueries/testQueryResult?startTime=x' },
      400,
      'value.missing',
    ],
    [
      'a time before the query',
      NO_ROLE,
      { path: `ScheduledQueries/testQueryResult?startTime=x&queryId=${NOBODY}` },
      400,
      'query.window',
    ],
    [
      'the query tried before the role',
      NO_ROLE,
      { path: `ScheduledQueries/testQueryResult?queryId=${NOBODY}` },
      400,
      'query.id',
    ],
    [
      'the query text before the role',
      NO_ROLE,
      { method: 'POST', path: 'ScheduledQueries', body: { Name: 'q', Query: 'SELECT' } },
      400,
      'query.syntax',
    ],
  ] as const)('%s', async (_, headers, sent, status, rule) => {
    await using world = await startForTest();
    const response = await world.partner.as(headers).send(sent);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-emulator-rule')).toBe(rule);
  });
});

describe('tokens', () => {
  test.each([
    ['none', {}],
    ['an empty Authorization', { Authorization: '' }],
    ['Bearer without a token', { Authorization: 'Bearer ' }],
    ['another scheme', { Authorization: 'Basic dXNlcjpwYXNz' }],
    ['a bare token in Authorization', { Authorization: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['an empty ticket', { 'X-AadUserTicket': ' ' }],
  ])('are wanted: %s is 401 and says how to authenticate', async (_, headers) => {
    await using world = await startForTest();
    const answer = await world.partner.as(headers).getDatasets();
    expect(answer).toBeRefused(401, 'Unauthorized', 'auth.missing');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each([
    ['any text', { Authorization: 'Bearer x' }],
    ['another casing of Bearer', { Authorization: 'bearer x' }],
    ['a ticket', { 'X-AadUserTicket': 'x' }],
    ['a ticket beside another scheme', { Authorization: 'Basic x', 'X-AadUserTicket': 'x' }],
    ['what looks like a token and is none', { Authorization: 'Bearer a.b.c' }],
    ['a token that has expired', withClaims({ exp: 1 })],
    ['a token whose claims are no object', { Authorization: 'Bearer a.W10.c' }],
  ])('are all taken: %s', async (_, headers) => {
    await using world = await startForTest();
    expect((await world.partner.as(headers).getDatasets()).status).toBe(200);
  });

  test('are not needed with auth off, nor is a role', async () => {
    await using world = await startForTest({ auth: 'off' });
    expect((await world.partner.as({}).getReports()).status).toBe(200);
    expect((await world.partner.as(NO_ROLE).getReports()).status).toBe(200);
  });

  test.each([
    [{ upn: 'a@b.example', preferred_username: 'c', appid: 'd' }, 'a@b.example'],
    [{ preferred_username: 'c', appid: 'd' }, 'c'],
    [{ appid: 'd' }, 'd'],
    [{ upn: ' ', appid: 5 }, 'partner@contoso.example'],
    [{}, 'partner@contoso.example'],
  ])('name the user: %j', async (claims, user) => {
    await using world = await startForTest();
    const partner = world.partner.as(withClaims(claims));
    const query = await partner.createQuery({ Name: 'q', Query: QUERY });
    const report = await partner.createReport(executeNow());
    expect(query.body.value[0]).toMatchObject({ user });
    expect(report.body.value[0]).toMatchObject({ user });
  });
});

describe('roles', () => {
  const VIEWER = withClaims({ roles: ['ReportViewer'] });
  const revenue =
    'SELECT CustomerName, BilledRevenueUSD FROM CustomersAndTenants ORDER BY CustomerName TIMESPAN LAST_MONTH';
  const persons = 'SELECT UserName, TrainingName FROM MSLearn TIMESPAN LIFETIME';

  test.each([revenue, persons])('a Report viewer sees sensitive columns blank: %s', async (exportQuery) => {
    await using world = await startForTest();
    const full = await world.partner.tryQuery({ exportQuery });
    const redacted = await world.partner.as(VIEWER).tryQuery({ exportQuery });
    const sensitive = exportQuery === revenue ? 'BilledRevenueUSD' : 'UserName';
    expect(full.body.dataRedacted).toBe(false);
    expect(redacted.body.dataRedacted).toBe(true);
    expect(full.body.value.some((row) => row[sensitive] !== null)).toBe(true);
    expect(redacted.body.value).toEqual(full.body.value.map((row) => ({ ...row, [sensitive]: null })));
  });

  test('every answer to a Report viewer says so, refusals do not', async () => {
    await using world = await startForTest();
    const viewer = world.partner.as(VIEWER);
    const reportId = await createReport(viewer, scheduled());
    const query = await viewer.createQuery({ Name: 'q', Query: QUERY });
    const answers = [
      query,
      await viewer.getDatasets(),
      await viewer.getQueries(),
      await viewer.getReports(),
      await viewer.getExecutions(reportId, { executionStatus: 'Pending' }),
      await viewer.pauseReport(reportId),
      await viewer.resumeReport(reportId),
      await viewer.updateReport(reportId, { ReportName: 'r', StartTime: '2026-01-16T00:00:00Z' }),
      await viewer.deleteReport(reportId),
      await viewer.deleteQuery(query.body.value[0]!.queryId),
    ];
    for (const answer of answers) expect(answer.body).toMatchObject({ statusCode: 200, dataRedacted: true });
    expect((await viewer.getExecutions(reportId)).body.dataRedacted).toBe(false);
  });

  test('a file goes by the role of who created its report, whoever fetches it', async () => {
    await using world = await startForTest();
    const link = async (creator: Partner): Promise<string> => {
      const query = await creator.createQuery({ Name: 'q', Query: revenue });
      const { queryId } = query.body.value[0]!;
      const reportId = await createReport(creator, executeNow({ QueryId: queryId }));
      await world.sandbox.clock.advance(3);
      const executions = await world.partner.getExecutions(reportId);
      return executions.body.value[0]!.reportAccessSecureLink!;
    };
    const revenues = async (url: string): Promise<string[]> => {
      const lines = (await (await fetch(url)).text()).split('\r\n').slice(1, -1);
      return lines.map((line) => line.slice(line.lastIndexOf(',') + 1));
    };
    expect((await revenues(await link(world.partner))).some((value) => value !== '')).toBe(true);
    expect((await revenues(await link(world.partner.as(VIEWER)))).every((value) => value === '')).toBe(true);
  });

  test.each([
    [['ExecutiveReportViewer', 'ReportViewer'], 200],
    [['Other', 'ExecutiveReportViewer'], 200],
    ['ExecutiveReportViewer', 200],
    [null, 200],
    [[], 403],
    [['Other'], 403],
    ['Other', 403],
  ])('%j may or may not: %d', async (roles, status) => {
    await using world = await startForTest();
    const answer = await world.partner.as(withClaims({ roles })).getReports();
    expect(answer.status).toBe(status);
    expect(answer.body.dataRedacted).toBe(false);
  });

  test('without one nothing is created, changed or deleted', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const reportId = await createReport(partner, scheduled());
    const { queryId } = (await partner.createQuery({ Name: 'q', Query: QUERY })).body.value[0]!;
    const before = [(await partner.getReports()).body, (await partner.getQueries()).body];
    const stranger = partner.as(NO_ROLE);
    const answers = [
      await stranger.createReport(scheduled()),
      await stranger.createQuery({ Name: 'q', Query: QUERY }),
      await stranger.updateReport(reportId, { ReportName: 'r', StartTime: '2026-01-16T00:00:00Z' }),
      await stranger.pauseReport(reportId),
      await stranger.resumeReport(reportId),
      await stranger.deleteReport(reportId),
      await stranger.deleteQuery(queryId),
      await stranger.getDatasets(),
      await stranger.getQueries(),
      await stranger.getReports(),
      await stranger.getExecutions(reportId, { executionStatus: 'Pending' }),
      await stranger.tryQuery({ queryId }),
    ];
    for (const answer of answers) expect(answer).toBeRefused(403, 'Forbidden', 'auth.role');
    expect([(await partner.getReports()).body, (await partner.getQueries()).body]).toEqual(before);
  });
});

describe('headers', () => {
  test('every answer has ids of its own', async () => {
    await using world = await startForTest();
    const answers = [
      await world.partner.getReports(),
      await world.partner.getReports(),
      await world.partner.as({}).getReports(),
      await world.partner.createReport({}),
    ];
    const ids = answers.flatMap(({ headers }) => [
      headers.get('x-ms-correlation-id'),
      headers.get('x-ms-request-id'),
    ]);
    for (const id of ids) expect(id).toMatch(GUID);
    expect(new Set(ids).size).toBe(8);
  });

  test('no answer says what it was made with', async () => {
    await using world = await startForTest();
    const paths = [`${SURFACE}/ScheduledReport`, '/', '/_emulator/health', `${SURFACE}/swagger/index.html`];
    for (const path of [...paths, '/reports/default/a/b.csv']) {
      const { headers } = await fetch(`${world.emulator.url}${path}`);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('a successful answer has neither rule nor hint', async () => {
    await using world = await startForTest();
    const { headers } = await world.partner.getReports({ queryId: '' });
    expect(headers.get('x-emulator-rule')).toBeNull();
    expect(headers.get('x-emulator-hint')).toBeNull();
  });
});

test('a system query can be named wherever a query can', async () => {
  await using world = await startForTest();
  const tried = await world.partner.tryQuery({ queryId: SYSTEM_QUERY_ID.toUpperCase() });
  expect(tried.status).toBe(200);
});
