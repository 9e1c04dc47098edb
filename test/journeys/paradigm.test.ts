import { receiveCallbacks } from '../support/callback-receiver.ts';
import type { ExecutionItem } from '../support/partner.ts';
import { createReport, QUERY, scheduled } from '../support/payloads.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

const STARTS = '2026-01-16T02:00:00Z';
const ANY_STATUS = { executionStatus: 'Pending;Running;Completed' };

async function newest({ partner }: World, reportId: string): Promise<ExecutionItem> {
  const answer = await partner.getExecutions(reportId, { ...ANY_STATUS, getLatestExecution: 'false' });
  // A scheduled report has the next execution ahead of time, too: the one that is due stands last.
  return answer.body.value.at(-1)!;
}

test.each(['GET', 'POST'])(
  'a partner goes from a query to the file of a report, told by a %s callback when it is there',
  async (method) => {
    let told: ExecutionItem | undefined;
    let file = '';
    await using receiver = await receiveCallbacks(async ({ target }) => {
      const reportId = /[0-9a-f-]{36}/.exec(target)?.[0] ?? '';
      told = (await world.partner.getExecutions(reportId)).body.value[0];
      file = await (await fetch(told?.reportAccessSecureLink ?? '')).text();
    });
    await using world = await startForTest();
    const { partner, sandbox } = world;

    const [query] = (await partner.createQuery({ Name: 'Revenue', Query: QUERY })).body.value;
    const reportId = await createReport(
      partner,
      scheduled({
        QueryId: query?.queryId,
        StartTime: STARTS,
        CallbackUrl: `${receiver.url}/ready`,
        CallbackMethod: method,
      }),
    );
    const statuses: string[] = [];
    for (const by of ['PT26H', 'PT1S', 'PT2S']) {
      expect(receiver.received).toEqual([]);
      await sandbox.clock.advance(by);
      statuses.push((await newest(world, reportId)).executionStatus);
    }
    expect(statuses).toEqual(['Pending', 'Running', 'Completed']);

    const target = method === 'POST' ? `/ready/${reportId}` : `/ready?reportId=${reportId}`;
    expect(receiver.received).toEqual([{ method, target, body: '' }]);
    // From inside the callback it was all there, as it is afterwards.
    const completed = await newest(world, reportId);
    expect(told).toEqual(completed);
    expect(completed).toMatchObject({ reportId, reportGeneratedTime: '2026-01-16T02:00:03Z' });
    const [header, ...rows] = file.trimEnd().split('\r\n');
    expect(header).toBe('CustomerName,Product,BilledRevenueUSD');
    expect(rows.length).toBeGreaterThan(100);
    expect(await (await fetch(completed.reportAccessSecureLink ?? '')).text()).toBe(file);

    // The next night is on its way.
    const waiting = await partner.getExecutions(reportId, { executionStatus: 'Pending' });
    expect(waiting.body.value).toHaveLength(1);
    expect((await sandbox.clock.advance('P1D')).completed).toBe(1);
    expect(receiver.received).toHaveLength(2);
  },
);
