import { startForTest } from '../support/start-for-test.ts';
import { createReport, executeNow } from '../support/payloads.ts';

test('a report that is made at once can be downloaded by its link', async () => {
  await using world = await startForTest();
  const { partner, sandbox } = world;
  const reportId = await createReport(partner, executeNow());
  await sandbox.clock.advance(3);
  const [execution] = (await partner.getExecutions(reportId)).body.value;
  const link = execution?.reportAccessSecureLink ?? '';
  const response = await fetch(link);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-encoding')).toBe('gzip');
  const text = await response.text();
  expect(text.split('\r\n')[0]).toBe(
    'MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country,HierarchyLevel',
  );
  expect(text.split('\r\n').length).toBeGreaterThan(20);
});
