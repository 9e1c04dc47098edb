import { startForTest, type WorldOptions } from '../support/start-for-test.ts';
import { requestOf, wireExample, wireExamples } from '../support/wire-examples.ts';

/**
 * guygregory/partner-center-insights-api-python: a query with a bearer token, the report and the polls with X-AadUserTicket. It
 * polls without parameters until the status is Completed, and fetches the link as it is.
 */
const CLIENT = 'partner-center-insights-api-python';
const TOKEN = 'eyJ0eXAiOiJKV1QifQ.eyJ1cG4iOiJtZUBwYXJ0bmVyLmV4YW1wbGUifQ.sig';
/** As `requests` sends it. */
const REQUESTS = {
  'User-Agent': 'python-requests/2.31.0',
  'Accept-Encoding': 'gzip, deflate',
  Accept: '*/*',
};

/** What the client does between two polls of its loop. */
type Wait = () => Promise<unknown>;

async function runClient(
  url: string,
  wait: Wait,
): Promise<{ messages: (string | null)[]; statuses: string[]; text: string }> {
  const base = `${url}/insights/v1/mpn`;
  const post = async (path: string, headers: Record<string, string>, body: unknown) =>
    readAnswer(
      await fetch(`${base}/${path}`, {
        method: 'POST',
        headers: { ...REQUESTS, 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    );
  const [, , current] = wireExamples('CreateReportQuery', CLIENT);
  const query = await post('ScheduledQueries', { Authorization: `Bearer ${TOKEN}` }, requestOf(current!));
  const body = { ...requestOf(wireExample('CreateReport', CLIENT)), QueryId: query.value[0]!['queryId'] };
  const ticket = { 'X-AadUserTicket': TOKEN };
  const report = await post('ScheduledReport', ticket, body);
  const reportId = String(report.value[0]!['reportId']);

  const statuses: string[] = [];
  for (let polls = 0; polls < 10; polls++) {
    const response = await fetch(`${base}/ScheduledReport/execution/${reportId}`, {
      headers: { ...REQUESTS, 'Content-Type': 'application/json', ...ticket },
    });
    const execution = (await readAnswer(response)).value[0]!;
    statuses.push(String(execution['executionStatus']));
    if (execution['executionStatus'] === 'Completed') {
      const file = await fetch(String(execution['reportAccessSecureLink']), { headers: REQUESTS });
      return { messages: [query.message, report.message], statuses, text: await file.text() };
    }
    await wait();
  }
  throw new Error(`Never completed: ${statuses.join()}`);
}

interface ReadAnswer {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly message: string | null;
}

async function readAnswer(response: Response): Promise<ReadAnswer> {
  expect(response.status).toBe(200);
  // The client looks at just these two.
  return (await response.json()) as ReadAnswer;
}

async function expectExported(options: WorldOptions, waitSeconds: number | null): Promise<string[]> {
  await using world = await startForTest({ executionDefault: 'any', ...options });
  const wait: Wait = () =>
    waitSeconds === null ? Promise.resolve() : world.sandbox.clock.advance(waitSeconds);
  const { messages, statuses, text } = await runClient(world.emulator.url, wait);
  expect(messages).toEqual(['Query created successfully', 'Report created successfully']);
  const [header, ...lines] = text.split('\r\n');
  expect(header).toBe('TrainingActivityId');
  expect(lines.length).toBeGreaterThan(20);
  return statuses;
}

test('the Python client exports its report, waiting a minute between polls', async () => {
  expect(await expectExported({ queueTime: 50, runTime: 60 }, 60)).toEqual([
    'Pending',
    'Running',
    'Completed',
  ]);
});

test('the Python client exports its report without waiting on a clock that moves on poll', async () => {
  const clock = { mode: 'onPoll', now: '2026-01-15T00:00:00Z' } as const;
  expect(await expectExported({ clock }, null)).toEqual(['Pending', 'Running', 'Completed']);
});

test('the Python client exports its report in real time', async () => {
  const clock = { mode: 'running', now: '2026-01-15T00:00:00Z' } as const;
  const statuses = await expectExported({ clock, queueTime: 0, runTime: 0 }, null);
  expect(statuses.at(-1)).toBe('Completed');
});

test('the queries it has commented out are taken and run', async () => {
  await using world = await startForTest();
  for (const example of wireExamples('CreateReportQuery', CLIENT)) {
    const query = await world.partner.createQuery(requestOf(example));
    const tried = await world.partner.tryQuery({ queryId: query.body.value[0]!.queryId });
    expect(tried.body.totalCount).toBeGreaterThan(20);
  }
});
