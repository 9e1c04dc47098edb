import { buildPackage } from '../support/built-package.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

/** So many that its reports are the worker's. */
const MANY = { customers: 2_000, queueTime: 0, runTime: 0 };
const QUERY =
  'SELECT CustomerName, SubscriptionId, Month FROM SeatsSubscriptionsAndRevenue ORDER BY CustomerName ASC TIMESPAN LIFETIME';

jest.setTimeout(60_000);
beforeAll(buildPackage, 120_000);

async function createReport({ partner, sandbox }: World): Promise<string> {
  const query = await partner.createQuery({ Name: 'Large', Description: 'Large', Query: QUERY });
  const report = await partner.createReport({
    ReportName: 'Large',
    QueryId: query.body.value[0]?.queryId,
    ExecuteNow: true,
  });
  await sandbox.clock.advance(0);
  const executions = await partner.getExecutions(report.body.value[0]?.reportId ?? '');
  return executions.body.value[0]?.reportAccessSecureLink ?? '';
}

test('a large report is fetched and tried as a small one is, and others are served meanwhile', async () => {
  await using world = await startForTest(MANY);
  const fetching = fetch(await createReport(world)).then((answer) => answer.text());
  const file = { isThere: false };
  void fetching.then(() => (file.isThere = true));
  let served = 0;
  for (; !file.isThere; served++) expect((await world.partner.getReports()).status).toBe(200);
  expect(served).toBeGreaterThan(10);
  const lines = (await fetching).split('\r\n');
  expect(lines.length).toBeGreaterThan(150_000);
  const tried = await world.partner.tryQuery({ exportQuery: QUERY });
  const rows = tried.body.value.map((row) => Object.values(row).slice(1).join());
  expect(rows).toHaveLength(100);
  expect(lines.slice(1, 101).map((line) => line.split(',').slice(-2).join())).toEqual(rows);
});

test('an emulator that is closed while it makes a large report ends within two seconds', async () => {
  const world = await startForTest(MANY);
  const fetching = fetch(await createReport(world));
  const trying = world.partner.tryQuery({ exportQuery: QUERY });
  await world.partner.getReports();
  const began = performance.now();
  const settled = Promise.allSettled([fetching, trying]);
  await world[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(2_000);
  const [file] = await settled;
  expect(file.status === 'rejected' || file.value.status === 500).toBe(true);
});
