import { ControlPlane, type ControlAnswer } from '../support/control-plane.ts';
import { propertyOf } from '../support/openapi-document.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

describe('/_emulator/datasets', () => {
  test('has what the service tells of each dataset, and more', async () => {
    await using world = await startForTest();
    const service = await world.partner.getDatasets();
    const answer = await planeOf(world).ask('GetDatasets', 'GET', 'datasets');
    const datasets = listOf(answer, 'datasets');
    expect(
      datasets.map((one) => ({
        datasetName: one['name'],
        selectableColumns: namesOf(one['columns']),
        availableMetrics: namesOf(one['metrics']),
        availableDateRanges: one['availableDateRanges'],
        minimumRecurrenceInterval: one['minimumRecurrenceInterval'],
      })),
    ).toEqual(service.body.value);
    expect(answer.body).toMatchObject({
      surface: 'mpn',
      basePath: '/insights/v1/mpn',
      keywords: expect.arrayContaining(['SELECT', 'TIMESPAN']),
      operators: expect.arrayContaining(['>=', 'NOT IN']),
    });
    const customers = datasets.find(({ name }) => name === 'CustomersAndTenants');
    expect(customers?.['columns']).toContainEqual(
      expect.objectContaining({
        name: 'CustomerName',
        type: 'text',
        meaning: 'Name of the customer organisation',
      }),
    );
    const unknown = await planeOf(world).ask('GetDatasets', 'GET', 'datasets?surface=cmp');
    expect([unknown.status, unknown.body]).toMatchObject([400, { error: { details: [{ at: '?surface' }] } }]);
  });

  test('shows rows of every dataset, of the newest month that is in', async () => {
    await using world = await startForTest({ customers: 20 });
    const plane = planeOf(world);
    const datasets = listOf(await plane.ask('GetDatasets', 'GET', 'datasets'), 'datasets');
    for (const { name, columns, dateColumn } of datasets) {
      const sample = await plane.ask('SampleDataset', 'GET', `datasets/${String(name)}/sample?limit=3`);
      const rows = propertyOf(sample.body, 'rows') as readonly (readonly unknown[])[];
      expect([name, rows.length > 0, rows.length <= 3]).toEqual([name, true, true]);
      expect(namesOf(propertyOf(sample.body, 'columns'))).toEqual(namesOf(columns));
      const at = namesOf(columns).indexOf(String(dateColumn));
      if (at >= 0) expect(new Set(rows.map((row) => String(row[at]).slice(0, 7))).size).toBe(1);
    }
  });

  test('says which dataset may have been meant', async () => {
    await using world = await startForTest();
    const answer = await planeOf(world).ask('SampleDataset', 'GET', 'datasets/CustomerAndTenants/sample');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({
      error: { message: "There is no dataset 'CustomerAndTenants'; did you mean CustomersAndTenants?" },
    });
    for (const limit of ['0', '101', 'many'])
      expect(
        (await planeOf(world).ask('SampleDataset', 'GET', `datasets/Profile/sample?limit=${limit}`)).status,
      ).toBe(400);
  });
});

describe('/_emulator/query', () => {
  test('answers as the service’s try does, with more rows and with their number', async () => {
    await using world = await startForTest();
    const query =
      'SELECT CustomerName, Month, BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LAST_3_MONTHS';
    const tried = await world.partner.tryQuery({ exportQuery: query });
    const answer = await run(world, { query, limit: 1000 });
    const rows = propertyOf(answer.body, 'rows') as readonly (readonly unknown[])[];
    expect(namesOf(propertyOf(answer.body, 'columns'))).toEqual([
      'CustomerName',
      'Month',
      'BilledRevenueUSD',
    ]);
    expect(rows.slice(0, 100)).toEqual(tried.body.value.map((row) => Object.values(row)));
    expect(answer.body).toMatchObject({ rowCount: expect.any(Number), isCut: expect.any(Boolean) });
    const few = await run(world, { query, limit: 5 });
    expect(propertyOf(few.body, 'rows')).toEqual(rows.slice(0, 5));
    expect(few.body).toMatchObject({ rowCount: propertyOf(answer.body, 'rowCount'), isCut: true });
  });

  test('takes a window in the place of TIMESPAN, and goes by the sandbox’s clock', async () => {
    await using world = await startForTest();
    const query =
      'SELECT Month, AvailableSeats FROM CustomersAndTenants ORDER BY Month ASC TIMESPAN LAST_MONTH';
    const months = async (more: object) =>
      (
        propertyOf((await run(world, { query, ...more })).body, 'rows') as readonly (readonly unknown[])[]
      ).map(([month]) => String(month).slice(0, 7));
    expect(await months({ from: '2025-06-01T00:00:00Z', to: '2025-07-31T00:00:00Z' })).toEqual([
      '2025-06',
      '2025-07',
    ]);
    const before = await months({});
    await world.sandbox.clock.advance('P40D');
    expect(await months({})).not.toEqual(before);
  });

  test.each([
    [
      'SELECT CustomerNme FROM CustomersAndTenants',
      { line: 1, column: 8, length: 11 },
      "did you mean 'CustomerName'",
    ],
    [
      "SELECT CustomerName\nFROM CustomersAndTenants\nWHERE Product = 'a''b' OR",
      { line: 3, column: 24, length: 2 },
      'Invalid query',
    ],
    ['SELECT CustomerName FROM', { line: 1, column: 25, length: 0 }, 'the end of the query'],
    [
      "SELECT CustomerName FROM CustomersAndTenants LIMIT 'o''n'",
      { line: 1, column: 52, length: 6 },
      'whole number',
    ],
  ])('marks the place of what is wrong in %j', async (query, place, words) => {
    await using world = await startForTest();
    const answer = await run(world, { query });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: {
        code: 'InvalidRequest',
        message: expect.stringContaining(words),
        details: [
          {
            at: '/query',
            problem: expect.stringContaining(`at line ${place.line}, column ${place.column}`),
            ...place,
          },
        ],
      },
    });
    const refused = await world.partner.tryQuery({ exportQuery: query });
    expect(propertyOf(propertyOf(answer.body, 'error'), 'message')).toBe(refused.body.message);
  });

  test.each([
    [{}, '/'],
    [{ query: 'SELECT MPNId FROM Profile', limit: 1001 }, '/limit'],
    [{ query: 'SELECT MPNId FROM Profile', surface: 'cmp' }, '/surface'],
    [{ query: 'SELECT MPNId FROM Profile', from: '2025-02-30T00:00:00Z' }, '/from'],
    [{ query: 'SELECT MPNId FROM Profile', from: '2025-02-02T00:00:00Z', to: '2025-02-01T00:00:00Z' }, '/to'],
  ])('refuses %j', async (body, at) => {
    await using world = await startForTest();
    const answer = await run(world, body);
    expect([answer.status, answer.body]).toMatchObject([400, { error: { details: [{ at }] } }]);
  });

  test('has a worker count a big answer', async () => {
    await using world = await startForTest({ customers: 2000 });
    const query = 'SELECT CustomerName FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME';
    const answer = await run(world, { query, limit: 2 });
    expect(answer.status).toBe(200);
    expect(Number(propertyOf(answer.body, 'rowCount'))).toBeGreaterThan(50_000);
    const counted = await run(world, { query: query.replace(' TIMESPAN', ' LIMIT 60000 TIMESPAN') });
    expect(counted.body).toMatchObject({ rowCount: 60_000, isCut: true });
  });
});

function planeOf({ emulator }: Pick<World, 'emulator'>): ControlPlane {
  return new ControlPlane(emulator.url);
}

function run(world: World, body: object): Promise<ControlAnswer> {
  return planeOf(world).ask('RunQuery', 'POST', 'query', { body });
}

function listOf({ body }: ControlAnswer, name: string): readonly Readonly<Record<string, unknown>>[] {
  // Every answer has been held to openapi.yaml.
  return propertyOf(body, name) as readonly Readonly<Record<string, unknown>>[];
}

function namesOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map((one: unknown) => String(propertyOf(one, 'name'))) : [];
}
