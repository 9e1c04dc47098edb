import fc from 'fast-check';
import samples from '../../fixtures/mpn/sample-queries.json';
import systemQueries from '../../fixtures/mpn/system-queries.json';
import { mpn } from '../../src/surfaces/mpn.ts';
import type { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { startForTest } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';

/** Where in its text a query is wrong. */
const PLACE = /at line \d+, column \d+/;

const NOBODY = '00000000-0000-4000-8000-000000000000';

async function createQuery(partner: Partner, name = 'Mine', query = QUERY): Promise<string> {
  const answer = await partner.createQuery({ Name: name, Query: query });
  const [created] = answer.body.value;
  if (created === undefined) throw new Error(`Not created: ${answer.body.message}`);
  return created.queryId;
}

async function ownQueries(partner: Partner): Promise<readonly unknown[]> {
  return (await partner.getQueries({ includeSystemQueries: 'false' })).body.value;
}

describe('Create report query', () => {
  test('answers with what was created, and lists it', async () => {
    await using world = await startForTest();
    const partner = world.partner.as(withClaims({ upn: 'me@partner.example' }));
    const body = { Name: 'Mine', Description: 'All of it', Query: QUERY };
    const answer = await partner.createQuery(body);
    const { queryId } = answer.body.value[0]!;
    expect(answer.body).toEqual({
      value: [
        {
          queryId,
          name: 'Mine',
          description: 'All of it',
          query: QUERY,
          type: 'userDefined',
          user: 'me@partner.example',
          createdTime: '2026-01-15T00:00:00Z',
        },
      ],
      nextLink: null,
      totalCount: 1,
      message: 'Query created successfully',
      statusCode: 200,
      dataRedacted: false,
    });
    expect(await ownQueries(partner)).toEqual(answer.body.value);
  });

  test.each([
    ['without a Name', { Query: QUERY }],
    ['with Name null', { Name: null, Query: QUERY }],
    ['with a blank Name', { Name: ' ', Query: QUERY }],
    ['without a Query', { Name: 'q' }],
    ['with Query null', { Name: 'q', Query: null }],
    ['with a blank Query', { Name: 'q', Query: ' \n ' }],
    ['with neither', {}],
  ])('is refused %s', async (_, body) => {
    await using world = await startForTest();
    const answer = await world.partner.createQuery(body);
    expect(answer).toBeRefused(400, 'Null or missing value', 'value.missing');
    expect(await ownQueries(world.partner)).toEqual([]);
  });

  test.each([
    ['SELECT', 'Invalid query - ', 'query.syntax', /at line 1, column 7/],
    ['DELETE FROM Profile', 'Invalid query - ', 'query.syntax', /at line 1, column 1/],
    ['SELECT MpnId FROM Profil', 'Invalid table name - ', 'query.dataset', /did you mean 'Profile'/],
    [
      'SELECT MpnId,\n  Citty FROM Profile',
      'Incorrect column name - ',
      'query.column',
      /at line 2, column 3.*'City'/,
    ],
    ['SELECT MpnId FROM Profile WHERE Citty = 1', 'Incorrect column name - ', 'query.column', /'City'/],
    ['SELECT MpnId FROM Profile TIMESPAN LAST_MONTH', 'Invalid query - ', 'query.date-range', /LIFETIME/],
    ['SELECT DISTINCT MpnId FROM Profile ORDER BY City', 'Invalid query - ', 'query.order', /City/],
    ['SELECT MpnId FROM Profile LIMIT 0', 'Invalid query - ', 'query.syntax', /column 33/],
  ])('parses and binds at once: %s', async (query, message, rule, detail) => {
    await using world = await startForTest();
    const answer = await world.partner.createQuery({ Name: 'q', Query: query });
    expect(answer).toBeRefused(400, message, rule);
    expect(answer.body.message).toMatch(detail);
    expect(await ownQueries(world.partner)).toEqual([]);
  });

  test('keeps the text as it was sent but for blanks around it', async () => {
    await using world = await startForTest();
    const query = 'select  mpnid\n from PROFILE ;';
    const answer = await world.partner.createQuery({ Name: ' q ', Query: `\n ${query}  ` });
    expect(answer.body.value[0]).toMatchObject({ name: 'q', query, description: null });
  });

  test('allows the same name and text twice, with an id each', async () => {
    await using world = await startForTest();
    const ids = [await createQuery(world.partner), await createQuery(world.partner)];
    expect(new Set(ids).size).toBe(2);
  });

  test('does not use up an id when it is refused', async () => {
    await using one = await startForTest();
    await using other = await startForTest();
    await one.partner.createQuery({ Name: 'q', Query: 'SELECT' });
    expect(await createQuery(one.partner)).toBe(await createQuery(other.partner));
  });
});

describe('the published samples', () => {
  const told = samples.map((sample) => [sample.title, sample] as const);

  test.each(told.filter(([, { valid }]) => valid !== false))(
    '%s: is created and tried',
    async (_, { query }) => {
      await using world = await startForTest();
      const queryId = await createQuery(world.partner, 'Sample', query);
      const tried = await world.partner.tryQuery({ queryId });
      expect(tried.status).toBe(200);
      expect((await world.partner.tryQuery({ exportQuery: query })).body.value).toEqual(tried.body.value);
    },
  );

  test.each(told.filter(([, { valid }]) => valid === false))(
    '%s: is refused with its place, and stored nowhere',
    async (_, { query }) => {
      await using world = await startForTest();
      for (const answer of [
        await world.partner.createQuery({ Name: 'Sample', Query: query }),
        await world.partner.tryQuery({ exportQuery: query }),
      ]) {
        expect(answer).toBeRefused(400, 'Invalid query', 'query.syntax');
        expect(answer.body.message).toMatch(PLACE);
      }
      expect(await ownQueries(world.partner)).toEqual([]);
    },
  );
});

/** Scraps of queries with names that there are, so that random text gets past the parser now and then. */
function randomQueries(): fc.Arbitrary<string> {
  const names = mpn.datasets
    .all()
    .flatMap((dataset) => [
      [dataset.name],
      dataset.attributes.map(({ name }) => name),
      dataset.metrics.map(({ name }) => name),
      dataset.availableDateRanges,
    ]);
  const name = fc.constantFrom(...new Set(names.flat()));
  const words = ['SELECT', 'DISTINCT', 'FROM', 'WHERE', 'AND', 'NOT', 'IN', 'LIKE', 'ORDER BY', 'DESC'];
  const scrap = fc.oneof(
    { weight: 4, arbitrary: name },
    {
      weight: 4,
      arbitrary: fc.constantFrom(...words, 'LIMIT', 'TIMESPAN', ',', '(', ')', '=', '!=', '>=', ';'),
    },
    { weight: 1, arbitrary: fc.constantFrom('1', '-0.5', "'x'", "'%_'", "''''", "'", '2025-12-01', '1e99') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  );
  const soup = fc.array(scrap, { maxLength: 25 });
  const literal = fc.constantFrom('1', '-0.5', "'x'", "'2025-12-01'", "''''");
  // Whole queries of one dataset, mostly; a name or range that it does not have, or a scrap, now and then.
  const sentence = fc.constantFrom(...mpn.datasets.all()).chain((dataset) => {
    const own = fc.constantFrom(...[...dataset.attributes, ...dataset.metrics].map((one) => one.name));
    const column = fc.oneof({ weight: 15, arbitrary: own }, { weight: 1, arbitrary: name });
    const range = fc.constantFrom(...dataset.availableDateRanges, 'LAST_MONTH', 'TODAY');
    const value = fc.oneof({ weight: 6, arbitrary: literal }, { weight: 1, arbitrary: scrap });
    return fc
      .tuple(fc.array(column, { minLength: 1, maxLength: 4 }), column, value, range)
      .map(([selected, filtered, compared, timespan]) => [
        ...['SELECT', selected.join(', '), 'FROM', dataset.name, 'WHERE', filtered],
        ...['>=', compared, 'TIMESPAN', timespan],
      ]);
  });
  return fc.oneof(soup, sentence).map((parts) => parts.join(' '));
}

test('random text never gives anything but rows or a refusal with its place', async () => {
  await using world = await startForTest({ customers: 5 });
  const { partner } = world;
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(randomQueries(), async (query) => {
      const created = await partner.createQuery({ Name: 'Random', Query: query });
      const tried = await partner.tryQuery({ exportQuery: query });
      expect(tried.status).toBe(created.status);
      const rule = created.headers.get('x-emulator-rule') ?? 'none';
      seen.add(rule);
      if (created.status === 200) return;
      expect([created.status, query.trim() === '']).toEqual([400, rule === 'value.missing']);
      if (rule === 'value.missing') return;
      expect(created.body.message).toMatch(PLACE);
      expect(tried.body.message).toBe(created.body.message);
    }),
    { numRuns: 600 },
  );
  // Or the scraps would no longer say anything.
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining(['none', 'query.syntax', 'query.column', 'query.date-range']),
  );
}, 60_000);

describe('Get report queries', () => {
  test('gives the system queries of the fixture first, as the service has them, then one’s own by creation', async () => {
    await using world = await startForTest();
    const ids = [await createQuery(world.partner, 'b'), await createQuery(world.partner, 'a')];
    const { body } = await world.partner.getQueries();
    expect(body.totalCount).toBe(systemQueries.length + 2);
    expect(body.message).toBeNull();
    expect(body.value.map((query) => query.queryId)).toEqual([
      ...systemQueries.map((query) => query.queryId),
      ...ids,
    ]);
    const { queryId, name, description, query } = systemQueries[0]!;
    const createdTime = '2021-01-01T00:00:00Z';
    expect(body.value[0]).toEqual({
      queryId,
      name,
      description,
      query,
      type: 'system',
      user: 'System',
      createdTime,
    });
  });

  test.each([
    [{}, true, true],
    [{ includeSystemQueries: 'true' }, true, true],
    [{ includeSystemQueries: 'false' }, false, true],
    [{ includeOnlySystemQueries: 'true' }, true, false],
    [{ includeOnlySystemQueries: 'false' }, true, true],
    [{ includeSystemQueries: 'false', includeOnlySystemQueries: 'true' }, true, false],
  ])('with %j', async (query, system, own) => {
    await using world = await startForTest();
    await createQuery(world.partner);
    const types = (await world.partner.getQueries(query)).body.value.map((one) => one.type);
    expect(new Set(types)).toEqual(new Set([...(system ? ['system'] : []), ...(own ? ['userDefined'] : [])]));
  });

  test('is an empty list when nothing is there and nothing was asked for', async () => {
    await using world = await startForTest();
    const answer = await world.partner.getQueries({ includeSystemQueries: 'false' });
    expect(answer.body).toMatchObject({ value: [], totalCount: 0, message: null, statusCode: 200 });
  });

  test('filters by exact id and by name in any case, both together', async () => {
    await using world = await startForTest();
    const { partner } = world;
    const queryId = await createQuery(partner, 'Sales of May');
    await createQuery(partner, 'Sales of May 2');
    const found = async (query: Record<string, string>): Promise<readonly string[]> =>
      (await partner.getQueries(query)).body.value.map((one) => one.queryId);
    expect(await found({ queryName: 'sales OF may' })).toEqual([queryId]);
    expect(await found({ queryId: queryId.toUpperCase(), queryName: 'SALES of May' })).toEqual([queryId]);
    expect(await found({ queryId: SYSTEM_QUERY_ID })).toEqual([SYSTEM_QUERY_ID]);
    expect(await found({ queryName: 'azure usage' })).toHaveLength(1);
  });

  test.each([
    { queryId: NOBODY },
    { queryName: 'Sales' },
    { queryId: SYSTEM_QUERY_ID, includeSystemQueries: 'false' },
    { queryId: SYSTEM_QUERY_ID, queryName: 'Azure Usage' },
    { queryName: 'Mine', includeOnlySystemQueries: 'true' },
  ])('is 404 when a filter matches nothing: %j', async (query) => {
    await using world = await startForTest();
    await createQuery(world.partner);
    const answer = await world.partner.getQueries(query);
    expect(answer).toBeRefused(404, 'No item found with given filters.', 'list.no-match');
  });
});

describe('Delete report query', () => {
  test('answers with the query once, then it is gone', async () => {
    await using world = await startForTest();
    const queryId = await createQuery(world.partner);
    const [before] = await ownQueries(world.partner);
    const answer = await world.partner.deleteQuery(queryId);
    expect(answer.body).toMatchObject({ value: [before], message: 'Query deleted successfully' });
    expect(await world.partner.deleteQuery(queryId)).toBeRefused(404, 'No item found with given filters.');
    expect(await world.partner.createReport(scheduled({ QueryId: queryId }))).toBeRefused(
      400,
      'Invalid QueryId',
    );
    expect(await world.partner.tryQuery({ queryId })).toBeRefused(400, 'Invalid QueryId');
    expect(await ownQueries(world.partner)).toEqual([]);
  });

  test.each([SYSTEM_QUERY_ID, SYSTEM_QUERY_ID.toUpperCase()])(
    'leaves system queries alone: %s',
    async (id) => {
      await using world = await startForTest();
      expect(await world.partner.deleteQuery(id)).toBeRefused(400, 'Invalid QueryId', 'query.system');
      expect((await world.partner.getQueries({ queryId: id })).body.totalCount).toBe(1);
    },
  );

  test('lets reports of the query go on with its text', async () => {
    await using world = await startForTest();
    const queryId = await createQuery(world.partner);
    const reportId = await createReport(world.partner, executeNow({ QueryId: queryId }));
    await world.partner.deleteQuery(queryId);
    await world.sandbox.clock.advance(3);
    const link = (await world.partner.getExecutions(reportId)).body.value[0]!.reportAccessSecureLink!;
    expect(await (await fetch(link)).text()).toMatch(/^CustomerName,Product,BilledRevenueUSD\r\n/);
    expect((await world.partner.getReports({ queryId })).body.value[0]).toMatchObject({
      queryId,
      query: QUERY,
    });
  });
});

describe('Try report query', () => {
  test('gives the first rows as objects: numbers as numbers, dates as text, blanks as null', async () => {
    await using world = await startForTest();
    const exportQuery =
      'SELECT CustomerName, Month, AvailableSeats, BilledRevenueUSD FROM CustomersAndTenants';
    const { body } = await world.partner.tryQuery({ exportQuery });
    expect(body).toMatchObject({ totalCount: 100, message: null });
    for (const row of body.value) {
      expect(Object.keys(row)).toEqual(['CustomerName', 'Month', 'AvailableSeats', 'BilledRevenueUSD']);
      expect(row['Month']).toMatch(/^2025-\d\d-01$/);
      expect(row['AvailableSeats'] === null || Number.isInteger(row['AvailableSeats'])).toBe(true);
    }
  });

  test.each([
    ['LIMIT 7', 7],
    ['LIMIT 100', 100],
    ['LIMIT 101', 100],
    ["WHERE Product = 'no such product'", 0],
  ])('with %s gives %d rows', async (clause, count) => {
    await using world = await startForTest();
    const answer = await world.partner.tryQuery({
      exportQuery: `SELECT Month FROM CustomersAndTenants ${clause}`,
    });
    expect(answer.body.totalCount).toBe(count);
  });

  test('gives a query’s rows by its id as by its text', async () => {
    await using world = await startForTest();
    const queryId = await createQuery(world.partner);
    const byId = await world.partner.tryQuery({ queryId });
    expect(byId.body.value).toEqual((await world.partner.tryQuery({ exportQuery: QUERY })).body.value);
  });

  test('takes exactly one of the two', async () => {
    await using world = await startForTest();
    const { partner } = world;
    expect(await partner.tryQuery({})).toBeRefused(400, 'Null or missing value', 'value.missing');
    expect(await partner.tryQuery({ exportQuery: ' ', queryId: '' })).toBeRefused(
      400,
      'Null or missing value',
    );
    const both = { exportQuery: QUERY, queryId: SYSTEM_QUERY_ID };
    expect(await partner.tryQuery(both)).toBeRefused(400, 'Invalid query parameters', 'query.choice');
    expect(await partner.tryQuery({ queryId: NOBODY })).toBeRefused(400, 'Invalid QueryId', 'query.id');
    expect(await partner.tryQuery({ exportQuery: 'SELECT' })).toBeRefused(
      400,
      'Invalid query',
      'query.syntax',
    );
  });

  const MONTHS = 'SELECT DISTINCT Month FROM CustomersAndTenants ORDER BY Month ASC TIMESPAN LAST_MONTH';

  test.each([
    [{}, ['2025-12-01']],
    [
      { startTime: '2025-08-01T00:00:00Z', endTime: '2025-10-01T00:00:00Z' },
      ['2025-08-01', '2025-09-01', '2025-10-01'],
    ],
    [{ startTime: '2025-08-01 00:00:01Z', endTime: '2025-09-30 23:59:59Z' }, ['2025-09-01']],
    [{ startTime: '2025-09-01T00:00:00Z', endTime: '2025-09-01T00:00:00Z' }, ['2025-09-01']],
    [{ startTime: '2025-11-01T00:00:00Z' }, ['2025-11-01', '2025-12-01']],
    [{ endTime: '2023-02-01T00:00:00Z' }, ['2023-01-01', '2023-02-01']],
  ])('with the period %j overrides TIMESPAN, both ends included', async (period, months) => {
    await using world = await startForTest();
    const { body } = await world.partner.tryQuery({ exportQuery: MONTHS, ...period });
    expect(body.value.map((row) => row['Month'])).toEqual(months);
  });

  test.each([
    { startTime: 'x' },
    { endTime: '2025-02-30T00:00:00Z' },
    { startTime: '2025-02-02T00:00:00Z', endTime: '2025-02-01T00:00:00Z' },
  ])('is 400 with the period %j', async (period) => {
    await using world = await startForTest();
    const answer = await world.partner.tryQuery({ exportQuery: MONTHS, ...period });
    expect(answer).toBeRefused(400, 'Invalid query parameters', 'query.window');
  });

  test('ignores the period where the dataset has no time column', async () => {
    await using world = await startForTest();
    const exportQuery = 'SELECT MpnId FROM Profile';
    const all = await world.partner.tryQuery({ exportQuery });
    const within = await world.partner.tryQuery({ exportQuery, endTime: '2000-01-01T00:00:00Z' });
    expect(within.body.value).toEqual(all.body.value);
    expect(all.body.totalCount).toBeGreaterThan(0);
  });

  test.each(systemQueries.map(({ name, queryId }) => [name, queryId]))(
    'runs the system query %s',
    async (_, queryId) => {
      await using world = await startForTest();
      const answer = await world.partner.tryQuery({ queryId });
      expect(answer.status).toBe(200);
      expect(answer.body.totalCount).toBeGreaterThan(20);
    },
  );
});

describe('Get all datasets', () => {
  test('lists them with columns, metrics and ranges', async () => {
    await using world = await startForTest();
    const { body } = await world.partner.getDatasets();
    expect(body.totalCount).toBe(21);
    expect(body.message).toBe('Dataset fetched successfully');
    for (const dataset of body.value) {
      expect(Object.keys(dataset)).toEqual([
        'datasetName',
        'selectableColumns',
        'availableMetrics',
        'availableDateRanges',
        'minimumRecurrenceInterval',
      ]);
      expect(dataset['selectableColumns']).not.toEqual([]);
      expect(dataset['availableDateRanges']).not.toEqual([]);
    }
  });

  test.each(['Profile', 'PROFILE', ' profile '])("finds '%s'", async (datasetName) => {
    await using world = await startForTest();
    const answer = await world.partner.getDatasets({ datasetName });
    expect(answer.body.value).toEqual([expect.objectContaining({ datasetName: 'Profile' })]);
  });

  test('finds one under the name that a frequency page or a system query has for it', async () => {
    await using world = await startForTest();
    const name = async (datasetName: string) =>
      (await world.partner.getDatasets({ datasetName })).body.value[0]!['datasetName'];
    expect(await name('CloudProductsResellerPerformance')).toBe('ResellerPerformance');
    expect(await name('CompetencyPerformanceRequirement')).toBe('CompetencyPeformanceRequirement');
  });

  test('is 404 for one that is not there', async () => {
    await using world = await startForTest();
    const answer = await world.partner.getDatasets({ datasetName: 'Profil' });
    expect(answer).toBeRefused(404, 'No item found with given filters.', 'list.no-match');
  });
});
