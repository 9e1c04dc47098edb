import { receiveCallbacks } from '../support/callback-receiver.ts';
import { Partner, type Answer } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled, SYSTEM_QUERY_ID } from '../support/payloads.ts';
import { START, startForTest, SURFACE, type World, type WorldOptions } from '../support/start-for-test.ts';

const ALL = { executionStatus: 'Pending;Running;Paused;Completed', getLatestExecution: 'false' };

test.each(['frozen', 'onPoll'] as const)(
  'the same seed and the same requests give the same bodies on a clock that is %s',
  async (mode) => {
    const options = { clock: { mode, now: START }, seed: 7 };
    const first = await record(options);
    expect(first.length).toBeGreaterThan(20);
    expect(await record(options)).toEqual(first);
  },
);

test('another seed gives other ids', async () => {
  await using one = await startForTest({ seed: 1 });
  await using other = await startForTest({ seed: 2 });
  const ids = [one, other].map(({ partner }) => createReport(partner, scheduled()));
  expect(new Set(await Promise.all(ids)).size).toBe(2);
});

test('the name of a sandbox changes no id and no body', async () => {
  await using world = await startForTest();
  const [one, other] = ['one', 'Other_2'].map(
    (name) => new Partner(world.emulator.sandbox(name).url + SURFACE),
  );
  const query = { Name: 'q', Query: QUERY };
  expect(bodyOf(await one!.createQuery(query))).toBe(bodyOf(await other!.createQuery(query)));
  expect(bodyOf(await one!.createReport(scheduled()))).toBe(bodyOf(await other!.createReport(scheduled())));
});

test('a reset begins anew: the same requests give the same bodies', async () => {
  await using world = await startForTest();
  const first = await script(world);
  world.sandbox.reset();
  expect(await script(world)).toEqual(first);
});

test('polls, reads, refused requests and what others do change no later id', async () => {
  await using quiet = await startForTest();
  await using noisy = await startForTest();
  const disturb = async (reportId: string): Promise<void> => {
    const { partner } = noisy;
    await partner.getExecutions(reportId, ALL);
    await partner.getReports();
    await partner.getQueries({ queryName: 'none' });
    await partner.createQuery({ Name: 'bad', Query: 'SELECT FROM' });
    await partner.createReport(scheduled({ QueryId: 'unknown' }));
    await partner.createReport(scheduled({ StartTime: 'soon' }));
    await partner.createReport('{');
    await partner.as({}).createReport(scheduled());
    await partner.deleteReport('unknown');
    await partner.tryQuery({ queryId: 'unknown' });
    await new Partner(noisy.emulator.sandbox('other').url + SURFACE).createReport(scheduled());
    await noisy.sandbox.clock.advance(0);
  };
  const ids = async ({ partner, sandbox }: World, between: (reportId: string) => Promise<void>) => {
    const seen: unknown[] = [];
    const later = scheduled({ StartTime: '2026-01-22T00:00:00Z' });
    for (let i = 0; i < 3; i++) {
      seen.push((await partner.createQuery({ Name: `${i}`, Query: QUERY })).body.value[0]?.queryId);
      const reportId = await createReport(partner, i === 1 ? executeNow() : later);
      await between(reportId);
      await sandbox.clock.advance('P2D');
      await between(reportId);
      const { value } = (await partner.getExecutions(reportId, ALL)).body;
      seen.push(reportId, ...value.map(({ executionId }) => executionId));
      const scratch = await createReport(partner, later);
      await partner.deleteReport(scratch);
      seen.push(scratch);
    }
    return seen;
  };
  const expected = await ids(quiet, async () => {});
  expect(await ids(noisy, disturb)).toEqual(expected);
  expect(new Set(expected).size).toBe(expected.length);
});

test('a deleted record gives its id to no other', async () => {
  await using world = await startForTest();
  const seen = new Set<string>();
  for (let i = 0; i < 5; i++) {
    const reportId = await createReport(world.partner, scheduled());
    await world.partner.deleteReport(reportId);
    seen.add(reportId);
  }
  expect(seen.size).toBe(5);
});

test('how far an advance is divided makes no difference', async () => {
  await using one = await startForTest();
  await using other = await startForTest();
  const lookAt = async ({ partner }: World) => bodyOf(await partner.getExecutions(await only(partner), ALL));
  for (const { partner } of [one, other])
    await createReport(partner, scheduled({ RecurrenceInterval: 5, RecurrenceCount: 7 }));
  await one.sandbox.clock.advance('P2D');
  for (let i = 0; i < 32; i++) await other.sandbox.clock.advance('PT1H30M');
  expect(await lookAt(one)).toBe(await lookAt(other));
});

test('callbacks go out in the same order and carry the same ids', async () => {
  const deliveries = async () => {
    await using receiver = await receiveCallbacks();
    await using world = await startForTest();
    for (let i = 0; i < 3; i++) {
      await createReport(
        world.partner,
        scheduled({
          RecurrenceCount: 2,
          CallbackUrl: receiver.url,
          CallbackMethod: i === 1 ? 'GET' : 'POST',
        }),
      );
    }
    await world.sandbox.clock.advance('P5D');
    return world.sandbox
      .callbacks()
      .map(({ id, executionId, createdTime, state }) => ({ id, executionId, createdTime, state }));
  };
  const first = await deliveries();
  expect(first).toHaveLength(6);
  expect(await deliveries()).toEqual(first);
});

async function record(options: WorldOptions): Promise<string[]> {
  await using world = await startForTest(options);
  return await script(world);
}

/** A partner's days, and every body seen in them. */
async function script({ partner, sandbox }: World): Promise<string[]> {
  const bodies: string[] = [];
  const keep = <Item>(answer: Answer<Item>): Answer<Item> => {
    bodies.push(bodyOf(answer));
    return answer;
  };
  const query = keep(await partner.createQuery({ Name: 'Mine', Query: QUERY })).body.value[0]!;
  const first = keep(await partner.createReport(scheduled({ QueryId: query.queryId }))).body.value[0]!;
  const once = keep(await partner.createReport(executeNow())).body.value[0]!;
  for (let i = 0; i < 4; i++) {
    keep(await partner.getExecutions(`${first.reportId};${once.reportId}`, ALL));
    keep(await partner.getExecutions(once.reportId));
    await sandbox.clock.advance(['PT1S', 'PT2S', 'P1D', 'P2D'][i] ?? 0);
  }
  keep(await partner.pauseReport(first.reportId));
  await sandbox.clock.advance('P3D');
  keep(await partner.resumeReport(first.reportId));
  keep(await partner.createReport(scheduled({ StartTime: 'soon', QueryId: SYSTEM_QUERY_ID })));
  keep(await partner.updateReport(first.reportId, { ReportName: 'New', StartTime: '2026-03-01T00:00:00Z' }));
  await sandbox.clock.advance('P60D');
  const done = keep(await partner.getExecutions(first.reportId, ALL)).body.value;
  for (const { reportAccessSecureLink: link } of done) if (link !== null) bodies.push(await fileAt(link));
  keep(await partner.getReports());
  keep(await partner.getQueries());
  keep(await partner.getDatasets());
  keep(await partner.deleteQuery(query.queryId));
  keep(await partner.deleteReport(first.reportId));
  return bodies;
}

/** What the file decodes to, and the hash that names it. */
async function fileAt(link: string): Promise<string> {
  const answer = await fetch(link);
  expect(answer.status).toBe(200);
  return `${answer.headers.get('etag')} ${await answer.text()}`;
}

/** Without what is random per emulator or names where it listens. */
function bodyOf(answer: Answer<unknown>): string {
  return JSON.stringify(answer.body)
    .replaceAll(/sig=[^"&]+/g, 'sig=…')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'host')
    .replaceAll(/Correlation ID [0-9a-f-]{36}/g, 'Correlation ID …');
}

async function only(partner: Partner): Promise<string> {
  const [report] = (await partner.getReports()).body.value;
  return report?.reportId ?? '';
}
