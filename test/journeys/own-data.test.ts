import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportDataset, findDataset } from '../../src/data-commands.ts';
import { startEmulator } from '../../src/emulator.ts';
import { OptionsError } from '../../src/options/options-error.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { START, startForTest, type World } from '../support/start-for-test.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-data-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const PROFILE = 'MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country,HierarchyLevel';

async function rowsOf({ partner }: World, exportQuery: string) {
  const answer = await partner.tryQuery({ exportQuery });
  expect(answer.status).toBe(200);
  return answer.body.value;
}

/** The file of a report made now, and its ETag. */
async function fileOf({ partner, sandbox }: World, Query: string) {
  const { body } = await partner.createQuery({ Name: 'Mine', Query });
  const reportId = await createReport(partner, { ...executeNow(), QueryId: body.value[0]?.queryId });
  await sandbox.clock.advance(3);
  const [execution] = (await partner.getExecutions(reportId)).body.value;
  const answer = await fetch(execution?.reportAccessSecureLink ?? '');
  return { text: await answer.text(), etag: answer.headers.get('etag') };
}

test('a partner’s own rows come back from queries and files, beside synthetic ones', async () => {
  writeFileSync(
    join(folder, 'Profile.csv'),
    `${PROFILE}\n1,"Contoso, Ltd.",9,Contoso,Ulm,Germany,Location ID\n`,
  );
  await using world = await startForTest({ fixtures: folder });
  expect(await rowsOf(world, 'SELECT PartnerName, City, PGAPartnerID FROM Profile')).toEqual([
    { PartnerName: 'Contoso, Ltd.', City: 'Ulm', PGAPartnerID: '9' },
  ]);
  expect((await fileOf(world, 'SELECT PartnerName FROM Profile')).text).toBe(
    'PartnerName\r\n"Contoso, Ltd."\r\n',
  );
  expect(world.sandbox.state().ownRows).toEqual(['Profile']);
  await using synthetic = await startForTest();
  expect(synthetic.sandbox.state().ownRows).toEqual([]);
  const other = 'SELECT CustomerName, BilledRevenueUSD FROM CustomersAndTenants';
  expect(await rowsOf(world, other)).toEqual(await rowsOf(synthetic, other));
});

test('a dataset that was exported and given back answers every query as before, and so do its files', async () => {
  const QUERIES = [
    'SELECT Month, CustomerName, SKU, BilledRevenueUSD FROM SeatsSubscriptionsAndRevenue ORDER BY BilledRevenueUSD',
    'SELECT CustomerMarket, SubscriptionCount, TotalSoldSeats, CPORRevenue FROM SeatsSubscriptionsAndRevenue TIMESPAN LAST_3_MONTHS',
    "SELECT SubscriptionId, IsAutoRenew, SubscriptionEndDate FROM SeatsSubscriptionsAndRevenue WHERE CustomerName LIKE '%a%' TIMESPAN LIFETIME",
  ];
  const dataset = findDataset('SeatsSubscriptionsAndRevenue');
  if (dataset === null) throw new Error('It is one of the datasets');
  const request = {
    dataset,
    format: 'csv',
    seed: 1,
    customers: 100,
    fixtures: null,
    asOf: Date.parse(START),
  } as const;
  writeFileSync(
    join(folder, 'SeatsSubscriptionsAndRevenue.csv'),
    Buffer.concat([...(await exportDataset(request))]),
  );
  await using synthetic = await startForTest({ customers: 100 });
  await using own = await startForTest({ customers: 1, seed: 2, fixtures: folder });
  for (const query of QUERIES) {
    expect(await rowsOf(own, query)).toEqual(await rowsOf(synthetic, query));
    const [mine, theirs] = [await fileOf(own, query), await fileOf(synthetic, query)];
    expect(mine.text).toBe(theirs.text);
    expect(mine.text.split('\r\n').length).toBeGreaterThan(5);
    expect(mine.etag).not.toBe(theirs.etag);
  }
});

test('own rows are all there at any time, and TIMESPAN goes by their dates', async () => {
  const dataset = findDataset('CompetencySummaryHistory');
  if (dataset === null) throw new Error('It is one of the datasets');
  const [header] = Buffer.concat([
    ...(await exportDataset({
      dataset,
      format: 'csv',
      seed: 1,
      customers: 1,
      fixtures: null,
      asOf: Date.parse(START),
    })),
  ])
    .toString()
    .split('\r\n');
  const names = header?.split(',') ?? [];
  const rowAt = (day: string) => names.map((name) => (name === 'CompetencyStartDate' ? day : '')).join(',');
  writeFileSync(
    join(folder, 'CompetencySummaryHistory.csv'),
    [header, ...['1999-01-01', '2025-12-31', '2026-01-10', '2077-07-07', ''].map(rowAt)].join('\n'),
  );
  await using world = await startForTest({ fixtures: folder });
  const days = async (timespan: string) =>
    (
      await rowsOf(world, `SELECT CompetencyStartDate FROM CompetencySummaryHistory TIMESPAN ${timespan}`)
    ).map((row) => row['CompetencyStartDate']);
  expect(await days('LIFETIME')).toEqual(['1999-01-01', '2025-12-31', '2026-01-10', '2077-07-07', null]);
  expect(await days('LAST_MONTH')).toEqual(['2025-12-31']);
  await world.sandbox.clock.advanceTo('2026-02-01T00:00:00Z');
  expect(await days('LAST_MONTH')).toEqual(['2026-01-10']);
});

test('other own rows make another file, told by its ETag', async () => {
  const query = 'SELECT City FROM Profile';
  const etags = new Set<string | null>();
  for (const city of ['Ulm', 'Bonn', 'Ulm']) {
    writeFileSync(join(folder, 'Profile.csv'), `${PROFILE}\n1,x,9,y,${city},z,Location ID\n`);
    await using world = await startForTest({ fixtures: folder });
    const { text, etag } = await fileOf(world, query);
    expect(text).toBe(`City\r\n${city}\r\n`);
    etags.add(etag);
  }
  expect(etags.size).toBe(2);
});

test('a start with bad files fails with all that is wrong, and leaves nothing', async () => {
  writeFileSync(join(folder, 'Profile.csv'), `${PROFILE}\n1,2\n`);
  writeFileSync(join(folder, 'MsLearn.json'), '');
  const problem = await startEmulator({ port: 0, fixtures: folder }).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(OptionsError);
  expect(problem instanceof OptionsError ? problem.problems : []).toEqual([
    `fixtures: ${join(folder, 'MsLearn.json')}: is empty`,
    `fixtures: ${join(folder, 'Profile.csv')}, line 2: the row has 2 cells, not 7`,
  ]);
});
