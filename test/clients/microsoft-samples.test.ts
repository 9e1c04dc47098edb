import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { receiveCallbacks, type CallbackReceiver } from '../support/callback-receiver.ts';
import { startForTest, START, SURFACE, type World } from '../support/start-for-test.ts';
import { requestOf, wireExample } from '../support/wire-examples.ts';

/**
 * partneranalytics/ProgrammaticExportSampleAppMPN (C#) and its sibling in Java. Both start a report 90 minutes from now with a blank
 * for the T, offer POST /ProgrammaticExportSampleAppMPN/reportready/{reportId} for the callback, and then fetch the execution once.
 */
const CSHARP = 'ProgrammaticExportSampleAppMPN: ';
const JAVA = 'ProgrammaticExportSampleAppMPN_Java: ';
const TOKEN = { Authorization: 'Bearer eyJ0eXAiOiJKV1QifQ.e30.sig' };
const CALLBACK_PATH = '/ProgrammaticExportSampleAppMPN/reportready';
const QUERY = 'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LAST_MONTH';
/** Now and 90 minutes, as the samples format it. */
const IN_90_MINUTES = '2026-01-15 01:30:00Z';

interface ReadAnswer {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly totalCount: number;
  readonly message: string | null;
}

interface Sample {
  readonly name: string;
  readonly source: string;
  /** The base address and the path, as the sample puts them together. */
  readonly address: (base: string, path: string) => string;
  readonly contentType: string;
  /** What comes out of a link. */
  readonly download: (link: string) => Promise<string>;
}

const SAMPLES: readonly Sample[] = [
  {
    name: 'C#',
    source: CSHARP,
    address: (base, path) => `${base}${path}`,
    contentType: 'application/json; charset=utf-8',
    // Decodes by header, as fetch does.
    download: async (link) => (await fetch(link)).text(),
  },
  {
    name: 'Java',
    source: JAVA,
    // The base ends with a slash and the paths begin with one.
    address: (base, path) => `${base}/${path}`,
    contentType: 'application/json',
    // Gunzips whatever it gets, without asking for it.
    download: async (link) => gunzipSync(await rawBytes(link)).toString('utf8'),
  },
];

/** The body as it is on the wire: no Accept-Encoding is sent and nothing is decoded. */
function rawBytes(link: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(link, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });
}

/** The template of a published body with its placeholders filled in; what the sample leaves null stays so. */
function filled(body: Readonly<Record<string, unknown>>, values: Readonly<Record<string, string>>): string {
  let text = JSON.stringify(body);
  for (const [placeholder, value] of Object.entries(values)) text = text.replaceAll(placeholder, value);
  return text;
}

async function ask(sample: Sample, world: World, path: string, body?: string): Promise<ReadAnswer> {
  const response = await fetch(sample.address(world.emulator.url, `${SURFACE}${path}`), {
    headers: { ...TOKEN, ...(body === undefined ? {} : { 'Content-Type': sample.contentType }) },
    ...(body === undefined ? {} : { method: 'POST', body: Buffer.from(body) }),
  });
  expect(response.status).toBe(200);
  // The samples look at just these.
  return (await response.json()) as ReadAnswer;
}

function start(): Promise<World> {
  return startForTest({ now: START, minStartLead: 0, reportLocation: true });
}

async function createQuery(sample: Sample, world: World): Promise<string> {
  const body = requestOf(wireExample('CreateReportQuery', sample.source));
  const created = await ask(
    sample,
    world,
    '/ScheduledQueries',
    filled(body, { '{query_name}': 'My query', '{query}': QUERY }),
  );
  expect(created.totalCount).toBe(1);
  expect(created.value[0]).toMatchObject({ name: 'My query', query: QUERY, description: null });
  return String(created.value[0]!['queryId']);
}

async function createReport(
  sample: Sample,
  world: World,
  receiver: CallbackReceiver | null,
): Promise<string> {
  const published = requestOf(wireExample('CreateReport', sample.source));
  const callbackUrl = receiver && `${receiver.url}${CALLBACK_PATH}`;
  const body = filled(
    Object.fromEntries(
      Object.entries(published).map(([name, value]) => [
        name,
        name.toLowerCase() === 'callbackurl' ? callbackUrl : value,
      ]),
    ),
    {
      '{report_name}': 'My report',
      '{query_id}': await createQuery(sample, world),
      'yyyy-MM-dd HH:mm:ssZ': IN_90_MINUTES,
      '{report_start_name}': IN_90_MINUTES,
    },
  );
  const created = await ask(sample, world, '/ScheduledReport', body);
  expect(created.totalCount).toBe(1);
  expect(created.value[0]).toMatchObject({
    reportName: 'My report',
    startTime: '2026-01-15T01:30:00Z',
    recurrenceInterval: 24,
    recurrenceCount: 100,
    format: 'csv',
    callbackUrl,
    callbackMethod: receiver && 'POST',
  });
  return String(created.value[0]!['reportId']);
}

describe.each(SAMPLES)('the $name sample', (sample) => {
  test('is called back when its report is ready, and downloads it from inside the callback', async () => {
    await using world = await start();
    const downloads: string[] = [];
    await using receiver = await receiveCallbacks(async ({ target }) => {
      const reportId = target.slice(target.lastIndexOf('/') + 1);
      const { value, totalCount } = await ask(sample, world, `/ScheduledReport/execution/${reportId}`);
      expect(totalCount).toBe(1);
      expect(value[0]).toMatchObject({ executionStatus: 'Completed' });
      expect(value[0]!['reportLocation']).toBeTruthy();
      downloads.push(await sample.download(String(value[0]!['reportAccessSecureLink'])));
    });
    const reportId = await createReport(sample, world, receiver);

    expect(await world.sandbox.clock.advance('PT90M')).toMatchObject({ completed: 0 });
    expect(receiver.received).toEqual([]);
    expect(await world.sandbox.clock.advance(3)).toMatchObject({
      completed: 1,
      callbacks: { delivered: 1, failed: 0 },
    });
    expect(receiver.received).toEqual([{ method: 'POST', target: `${CALLBACK_PATH}/${reportId}`, body: '' }]);
    const [header, ...lines] = downloads[0]!.split('\r\n');
    expect(header).toBe('CustomerName,Product,BilledRevenueUSD');
    expect(lines.length).toBeGreaterThan(20);

    await world.sandbox.clock.advance('P1D');
    expect(receiver.received).toHaveLength(2);
  });

  test('creates a report without a callback, everything unset sent as null', async () => {
    await using world = await start();
    const reportId = await createReport(sample, world, null);
    await world.sandbox.clock.advance('PT91M');
    const { value } = await ask(sample, world, `/ScheduledReport/execution/${reportId}`);
    expect(await sample.download(String(value[0]!['reportAccessSecureLink']))).toMatch(/^CustomerName,/);
    expect(world.sandbox.callbacks()).toEqual([]);
  });

  test('tries a query whose text it has put into the address as it is', async () => {
    await using world = await start();
    const text = "SELECT CustomerName FROM CustomersAndTenants WHERE CustomerName LIKE '%a%' LIMIT 5";
    const path = `/ScheduledQueries/testQueryResult?exportQuery=${text.replaceAll(' ', '%20')}`;
    const { value, totalCount } = await ask(sample, world, path);
    expect(totalCount).toBe(5);
    for (const row of value) expect(String(row['CustomerName'])).toMatch(/a/i);
  });
});

test('both are told of the option when they run into the four hours', async () => {
  await using world = await startForTest();
  const body = { ReportName: 'r', QueryId: 'x', StartTime: IN_90_MINUTES, RecurrenceInterval: 24 };
  const answer = await world.partner.createReport(body);
  expect(answer).toBeRefused(400, 'Invalid report parameters for creation - Start time', 'report.start-lead');
  expect(answer.headers.get('x-emulator-hint')).toContain('--min-start-lead 0');
});
