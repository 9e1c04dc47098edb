import { mpn } from '../../src/surfaces/mpn.ts';
import { OWN_QUERY, toy } from '../support/toy-surface.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

// What a program's surface takes: a value, and a place in the list.
jest.mock('../../src/surfaces/all-surfaces.ts', () => {
  const allSurfaces = [mpn, toy];
  return { allSurfaces, surfaceNamed: (name: string) => allSurfaces.find((one) => one.name === name) };
});

function toyPartner({ emulator }: World): Partner {
  return new Partner(`${emulator.url}${toy.basePath}`);
}

test('a second surface has the paradigm whole, with its own datasets, queries and messages', async () => {
  await using world = await startForTest();
  const partner = toyPartner(world);
  const datasets = (await partner.getDatasets()).body.value.map((one) => one['datasetName']);
  expect(datasets).toEqual(['Profile', 'CustomersAndTenants']);
  expect((await partner.getQueries()).body.value.map((one) => one.queryId)).toEqual([OWN_QUERY]);
  expect((await partner.tryQuery({ queryId: OWN_QUERY })).body.totalCount).toBeGreaterThan(20);
  const elsewhere = { Name: 'q', Query: 'SELECT Month FROM AzureUsage' };
  expect(await partner.createQuery(elsewhere)).toBeRefused(400, 'Invalid table name', 'query.dataset');

  const [made] = (await partner.createQuery({ Name: 'q', Query: QUERY })).body.value;
  const reportId = await createReport(partner, executeNow({ QueryId: made?.queryId }));
  expect(await partner.getExecutions(reportId)).toBeRefused(
    404,
    'Nothing has run here yet',
    'execution.none',
  );
  await world.sandbox.clock.advance('PT3S');
  const [execution] = (await partner.getExecutions(reportId)).body.value;
  const file = await fetch(execution?.reportAccessSecureLink ?? '');
  expect(await file.text()).toMatch(/^CustomerName,Product,BilledRevenueUSD\r\n/);
});

test('neither surface sees what is the other’s', async () => {
  await using world = await startForTest();
  const partner = toyPartner(world);
  const [made] = (await partner.createQuery({ Name: 'q', Query: QUERY })).body.value;
  const reportId = await createReport(partner, scheduled({ QueryId: made?.queryId }));
  expect((await world.partner.getReports()).body.value).toEqual([]);
  expect(await world.partner.deleteReport(reportId)).toBeRefused(404, 'No item found');
  expect(await world.partner.createReport(executeNow({ QueryId: made?.queryId }))).toBeRefused(
    400,
    'Invalid QueryId',
  );
  expect(await world.partner.tryQuery({ queryId: OWN_QUERY })).toBeRefused(400, 'Invalid QueryId');
  expect((await partner.getReports()).body.totalCount).toBe(1);
});

test('quotas are those of the surface', async () => {
  await using world = await startForTest({ quotas: true });
  const partner = toyPartner(world);
  const body = scheduled({ QueryId: OWN_QUERY });
  expect((await partner.createReport(body)).status).toBe(200);
  expect((await partner.createReport(body)).headers.get('x-emulator-rule')).toBe('quota.active-reports');
  await createReport(world.partner, scheduled());
  await createReport(world.partner, scheduled());
});

test('a sandbox takes the reports of both along, and stories are heeded on both', async () => {
  await using world = await startForTest();
  const partner = toyPartner(world);
  const told = { QueryId: OWN_QUERY, Description: '[emulator:throttled]' };
  const ids = [
    await createReport(world.partner, scheduled()),
    await createReport(partner, executeNow(told)),
  ] as const;
  const control = new ControlPlane(world.emulator.url);
  const { body } = await control.ask('GetState', 'GET', 'state');
  const moved = new ControlPlane(`${world.emulator.url}/sandbox/moved`);
  expect((await moved.ask('SetState', 'PUT', 'state', { body })).status).toBe(204);
  const there = new Partner(`${world.emulator.url}/sandbox/moved/insights/v1.1/toy`);
  expect((await there.getReports()).body.totalCount).toBe(1);
  const statuses = [await there.getExecutions(ids[1]), await there.getExecutions(ids[1])].map(
    (one) => one.status,
  );
  expect(statuses.sort()).toEqual([404, 429]);
});

test('Swagger UI and hints name the surface that was asked', async () => {
  await using world = await startForTest();
  const description = await fetch(`${world.emulator.url}/insights/v1.1/toy/swagger/openapi.json`);
  expect(await description.json()).toMatchObject({ servers: [{ url: '/insights/v1.1/toy' }] });
  const answer = await fetch(`${world.emulator.url}/nowhere`);
  expect(await answer.json()).toMatchObject({
    message: expect.stringContaining('/insights/v1/mpn and /insights/v1.1/toy'),
  });
});
