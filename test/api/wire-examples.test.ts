import { receiveCallbacks } from '../support/callback-receiver.ts';
import type { Answer } from '../support/partner.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { startForTest } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';
import { itemOf, requestOf, responseOf, wireExample, wireExamples } from '../support/wire-examples.ts';

const PARADIGM = 'access-paradigm.md';
const FIRST_CALL = 'first-api-call.md';
/** Whom the documents show as the user. */
const USER = withClaims({ upn: 'GAUser@PITEST2.ccsctp.net' });
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Order and casing count, so the texts are compared; `changes` is what differs from the documented item. */
function expectAnswered(
  answer: Answer<object>,
  documented: Readonly<Record<string, unknown>>,
  item: Readonly<Record<string, unknown>>,
): void {
  const expected = { ...documented, value: [item] };
  expect(JSON.stringify(answer.body, null, 1)).toBe(JSON.stringify(expected, null, 1));
}

describe('the documents of the paradigm, word for word', () => {
  const queryExample = wireExample('CreateReportQuery', PARADIGM);
  const reportExample = wireExample('CreateReport', PARADIGM);
  const executionExample = wireExample('GetReportExecutions', PARADIGM);

  test.each([
    { method: 'GET', format: 'CSV', separator: ',' },
    { method: 'POST', format: 'CSV', separator: ',' },
    { method: 'GET', format: 'TSV', separator: '\t' },
    { method: 'POST', format: 'TSV', separator: '\t' },
  ] as const)(
    'are answered as documented, with a $method callback and a $format file',
    async ({ method, format, separator }) => {
      await using receiver = await receiveCallbacks();
      // The moments of the documents; a run that takes no time is what they show.
      await using world = await startForTest({ now: '2021-03-30T12:52:39Z', queueTime: 0, runTime: 0 });
      const partner = world.partner.as(USER);

      const query = await partner.createQuery(requestOf(queryExample));
      const queryId = query.body.value[0]!.queryId;
      expect(queryId).toMatch(GUID);
      expectAnswered(query, responseOf(queryExample), { ...itemOf(queryExample), queryId });

      await world.sandbox.clock.advanceTo('2021-03-30T13:11:58Z');
      const callbackUrl = `${receiver.url}/callback`;
      const body = {
        ...requestOf(reportExample),
        QueryId: queryId,
        Format: format,
        CallbackUrl: callbackUrl,
        CallbackMethod: method,
      };
      const report = await partner.createReport(body);
      const reportId = report.body.value[0]!.reportId;
      expect(reportId).toMatch(GUID);
      expectAnswered(report, responseOf(reportExample), {
        ...itemOf(reportExample),
        reportId,
        queryId,
        callbackUrl,
        callbackMethod: method,
        format: format.toLowerCase(),
      });
      expect(await partner.getExecutions(reportId)).toBeRefused(404, 'There are no executions');

      await world.sandbox.clock.advanceTo('2021-03-31T18:41:00Z');
      const target = method === 'POST' ? `/callback/${reportId}` : `/callback?reportId=${reportId}`;
      expect(receiver.received).toEqual([{ method, target, body: '' }]);

      const executions = await partner.getExecutions(reportId);
      const execution = executions.body.value[0]!;
      const link = execution.reportAccessSecureLink!;
      expect(execution.executionId).toMatch(GUID);
      expect(link).toMatch(
        new RegExp(`^${world.emulator.url}/reports/default/${reportId}/${execution.executionId}[.]`),
      );
      expectAnswered(executions, responseOf(executionExample), {
        ...itemOf(executionExample),
        executionId: execution.executionId,
        reportId,
        format: format.toLowerCase(),
        reportAccessSecureLink: link,
        // Null in the documents; a deliberate deviation.
        reportExpiryTime: '2021-04-01T18:41:00Z',
      });

      const download = await fetch(link);
      expect(download.status).toBe(200);
      const [header, ...rows] = (await download.text()).split('\r\n');
      expect(header).toBe(['CustomerName', 'Product', 'BilledRevenueUSD'].join(separator));
      expect(rows.filter((row) => row !== '')).toHaveLength(10);
    },
  );

  test('are answered even with the placeholder that they have for a callback URL', async () => {
    await using world = await startForTest({ now: '2021-03-30T13:11:58Z' });
    const partner = world.partner.as(USER);
    const queryId = (await partner.createQuery(requestOf(queryExample))).body.value[0]!.queryId;
    const report = await partner.createReport({ ...requestOf(reportExample), QueryId: queryId });
    const { reportId } = report.body.value[0]!;
    expectAnswered(report, responseOf(reportExample), { ...itemOf(reportExample), reportId, queryId });
  });

  test('name Application/JSON as the media type, which is taken', async () => {
    await using world = await startForTest();
    const answer = await world.partner.ask({
      method: 'POST',
      path: 'ScheduledQueries',
      body: requestOf(queryExample),
      contentType: 'Application/JSON',
    });
    expect(answer.status).toBe(200);
  });
});

describe('the first API call', () => {
  test('goes as in its document', async () => {
    await using world = await startForTest({ now: '2021-03-31T07:56:00Z', executionDefault: 'any' });
    const partner = world.partner.as(USER);

    const queryExample = wireExample('CreateReportQuery', FIRST_CALL);
    const query = await partner.createQuery(requestOf(queryExample));
    const { queryId, createdTime } = { createdTime: '2021-03-31T07:56:00Z', ...query.body.value[0]! };
    expectAnswered(query, responseOf(queryExample), { ...itemOf(queryExample), queryId, createdTime });

    const tried = await partner.tryQuery({ queryId });
    expect(tried.body).toMatchObject({ totalCount: 100, message: null, dataRedacted: false });
    expect(Object.keys(tried.body.value[0]!)).toEqual(
      Object.keys(itemOf(wireExample('TryReportQuery', FIRST_CALL))),
    );

    await world.sandbox.clock.advanceTo('2021-03-31T08:15:15Z');
    const reportExample = wireExample('CreateReport', FIRST_CALL);
    const report = await partner.createReport({ ...requestOf(reportExample), QueryId: queryId });
    const { reportId } = report.body.value[0]!;
    expectAnswered(report, responseOf(reportExample), {
      ...inCamelCase(itemOf(reportExample)),
      reportId,
      queryId,
    });

    // The document's own path has a blank before the id.
    const executions = await partner.getExecutions(`%20${reportId}`, { getLatestExecution: 'true' });
    const executionExample = wireExample('GetReportExecutions', FIRST_CALL);
    const { executionId } = executions.body.value[0]!;
    expectAnswered(executions, responseOf(executionExample), {
      ...inCamelCase(itemOf(executionExample)),
      executionId,
      reportId,
    });
  });

  /** Two properties of the document are spelled with a capital C. */
  function inCamelCase(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
    );
  }
});

describe('datasets', () => {
  const documented = [
    itemOf(wireExample('GetAllDatasets', FIRST_CALL)),
    responseOf(wireExample('GetAllDatasets', 'custom-query.md')),
  ];

  test.each(documented)('$datasetName has what its example shows, in that order', async (example) => {
    await using world = await startForTest();
    const answer = await world.partner.getDatasets({ datasetName: String(example['datasetName']) });
    expect(answer.body).toMatchObject({ totalCount: 1, message: 'Dataset fetched successfully' });
    const dataset = answer.body.value[0]!;
    expect(Object.keys(dataset)).toEqual(Object.keys(example));
    expect(dataset['minimumRecurrenceInterval']).toBe(example['minimumRecurrenceInterval']);
    expect(dataset['availableDateRanges']).toEqual(example['availableDateRanges']);
    for (const list of ['selectableColumns', 'availableMetrics']) {
      const expected = example[list] as readonly string[];
      const ours = dataset[list] as readonly string[];
      expect(ours.filter((name) => expected.includes(name))).toEqual(expected);
    }
  });
});

describe('the skeletons of the reference pages', () => {
  test.each([
    { operation: 'GetAllDatasets', source: 'get-dataset.md' },
    { operation: 'GetReportQueries', source: 'get-report-queries.md' },
    { operation: 'DeleteReportQuery', source: 'delete-report-queries.md' },
    { operation: 'GetReports', source: 'get-report.md' },
    { operation: 'UpdateReport', source: 'update-report.md' },
    { operation: 'DeleteReport', source: 'delete-report.md' },
    { operation: 'PauseReportExecutions', source: 'pause-report-executions.md' },
    { operation: 'ResumeReportExecutions', source: 'resume-report-executions.md' },
  ])('$operation answers with the properties of its page', async ({ operation, source }) => {
    await using world = await startForTest();
    const { partner } = world;
    const example = wireExample(operation, source);
    const created = await partner.createQuery({ Name: 'q', Query: 'SELECT MpnId FROM Profile' });
    const queryId = created.body.value[0]!.queryId;
    const reportId = await createReport(partner, scheduled());
    const answers: Record<string, () => Promise<Answer<object>>> = {
      GetAllDatasets: () => partner.getDatasets(),
      GetReportQueries: () => partner.getQueries(),
      DeleteReportQuery: () => partner.deleteQuery(queryId),
      GetReports: () => partner.getReports(),
      UpdateReport: () => {
        const texts = { ReportName: 'string', StartTime: '2026-01-17T00:00:00Z', Format: 'csv' };
        const others = { RecurrenceInterval: 4, RecurrenceCount: 1, CallbackMethod: 'get' };
        const update = { ...requestOf(example), ...texts, ...others, CallbackUrl: 'https://a.example' };
        return partner.updateReport(reportId, update);
      },
      DeleteReport: () => partner.deleteReport(reportId),
      PauseReportExecutions: () => partner.pauseReport(reportId),
      ResumeReportExecutions: () => partner.resumeReport(reportId),
    };
    const answer = await answers[operation]!();
    expect(answer.status).toBe(200);
    expect(plainNames(answer.body)).toEqual(expect.arrayContaining(plainNames(responseOf(example))));
    expect(plainNames(answer.body.value[0]!).sort()).toEqual(plainNames(itemOf(example)).sort());
  });

  function plainNames(item: object): string[] {
    return Object.keys(item).map((name) => name.trim().toLowerCase());
  }
});

test('every published request to create a query is taken', async () => {
  await using world = await startForTest();
  for (const example of wireExamples('CreateReportQuery', '')) {
    const body = JSON.stringify(requestOf(example)).replaceAll('{query}', 'SELECT MpnId FROM Profile');
    const answer = await world.partner.createQuery(body);
    expect(answer.body.message).toBe('Query created successfully');
  }
});

test('an ExecuteNow report shows an interval of 0 and its creation as the start', async () => {
  await using world = await startForTest();
  const answer = await world.partner.createReport(executeNow());
  expect(answer.body.value[0]).toMatchObject({
    executeNow: true,
    startTime: '2026-01-15T00:00:00Z',
    recurrenceInterval: 0,
    recurrenceCount: null,
    callbackUrl: null,
    callbackMethod: null,
    format: 'csv',
  });
});
