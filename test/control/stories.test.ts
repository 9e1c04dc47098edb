import { gunzipSync } from 'node:zlib';
import { receiveCallbacks } from '../support/callback-receiver.ts';
import { completeReport, download, linkOf } from '../support/download.ts';
import '../support/matchers.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { startForTest, type World, type WorldOptions } from '../support/start-for-test.ts';

const ALL = { executionStatus: 'Pending;Running;Completed', getLatestExecution: 'false' };

async function statuses({ partner }: World, reportId: string): Promise<readonly string[]> {
  const answer = await partner.getExecutions(reportId, ALL);
  return answer.body.value.map(({ executionStatus }) => executionStatus);
}

function told(story: string) {
  return { Description: `Sales of the month [emulator:${story}]` };
}

describe('the run of a report', () => {
  test('stuck: stays Running, while a scheduled one goes on with its next execution', async () => {
    await using world = await startForTest();
    const once = await createReport(world.partner, executeNow(told('stuck')));
    const daily = await createReport(world.partner, scheduled(told('stuck')));
    await world.sandbox.clock.advance('P3DT1H');
    expect(await statuses(world, once)).toEqual(['Running']);
    expect(await statuses(world, daily)).toEqual(['Pending', 'Running', 'Running', 'Running']);
    expect((await world.partner.deleteReport(once)).status).toBe(200);
  });

  test('slow: is Running for an hour', async () => {
    await using world = await startForTest();
    const id = await createReport(world.partner, executeNow(told('slow')));
    await world.sandbox.clock.advance('PT1H');
    expect(await statuses(world, id)).toEqual(['Running']);
    await world.sandbox.clock.advance('PT1S');
    expect(await statuses(world, id)).toEqual(['Completed']);
  });
});

describe('the file of a report', () => {
  test('empty: has a header row only', async () => {
    await using world = await startForTest();
    const { link } = await completeReport(world, { query: QUERY, ...told('empty') });
    expect((await download(link)).text).toBe('CustomerName,Product,BilledRevenueUSD\r\n');
  });

  test('huge: has a million rows, which are those of the query again and again', async () => {
    await using world = await startForTest();
    const query = 'SELECT CustomerName FROM CustomersAndTenants ORDER BY CustomerName LIMIT 7';
    const plain = await completeReport(world, { query });
    const rows = (await download(plain.link)).text.split('\r\n').slice(1, -1);
    const huge = await completeReport(world, { query, ...told('huge') });
    const answer = await download(huge.link);
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, 'gzip']);
    const lines = answer.text.split('\r\n');
    expect(lines.length).toBe(1_000_002);
    expect(lines.slice(1, 15)).toEqual([...rows, ...rows]);
    expect(lines.at(-2)).toBe(rows[999_999 % 7]);
    expect(new Set(lines.slice(1, -1)).size).toBe(new Set(rows).size);
  });

  test.each<[string, WorldOptions]>([
    ['gzipped', {}],
    ['plain', { compressReports: false }],
  ])('truncated-file: ends in the middle, %s', async (_, options) => {
    await using world = await startForTest(options);
    const whole = await download((await completeReport(world, { query: QUERY })).link);
    const { link } = await completeReport(world, { query: QUERY, ...told('truncated-file') });
    const { status, headers, bytes } = await fetchBytes(link);
    expect([status, Number(headers.get('content-length'))]).toEqual([
      200,
      Math.floor(whole.bytes.length / 2),
    ]);
    expect(whole.bytes.subarray(0, bytes.length).equals(bytes)).toBe(true);
    if (options.compressReports !== false) expect(() => gunzipSync(bytes)).toThrow('unexpected end of file');
  });

  test('expired-link: has links that have expired when they are given out', async () => {
    await using world = await startForTest();
    const { link } = await completeReport(world, told('expired-link'));
    const answer = await download(link);
    expect([answer.status, answer.headers['x-ms-error-code']]).toEqual([403, 'AuthenticationFailed']);
    expect(answer.text).toContain('Signed expiry time');
  });
});

describe('the callback of a report', () => {
  /** What a receiver saw at each step, with what an execution was at that moment. */
  async function calls(story: string, steps: readonly (string | number)[]): Promise<readonly string[][]> {
    await using world = await startForTest();
    let reportId = '';
    const seen: string[] = [];
    await using receiver = await receiveCallbacks(async () => {
      seen.push(...(await statuses(world, reportId)));
    });
    reportId = await createReport(
      world.partner,
      executeNow({ ...told(story), CallbackUrl: `${receiver.url}/ready` }),
    );
    const perStep: string[][] = [];
    for (const step of steps) {
      await world.sandbox.clock.advance(step);
      perStep.push(seen.splice(0));
    }
    return perStep;
  }

  test('no-callback: never comes', async () => {
    expect(await calls('no-callback', [3, 'P1D'])).toEqual([[], []]);
  });

  test('late-callback: comes an hour after the file', async () => {
    expect(await calls('late-callback', [3, 'PT59M', 'PT1M'])).toEqual([[], [], ['Completed']]);
  });

  test('duplicate-callback: comes twice, as two deliveries', async () => {
    expect(await calls('duplicate-callback', [3, 'P1D'])).toEqual([['Completed', 'Completed'], []]);
  });

  test('early-callback: comes while the execution is Running, and not again', async () => {
    expect(await calls('early-callback', [3, 'P1D'])).toEqual([['Running'], []]);
  });

  test('late-callback: is dropped with its report', async () => {
    await using world = await startForTest();
    await using receiver = await receiveCallbacks();
    const { reportId } = await completeReport(world, { ...told('late-callback'), CallbackUrl: receiver.url });
    expect(world.sandbox.callbacks()).toMatchObject([{ state: 'retrying', attempts: [] }]);
    await world.partner.deleteReport(reportId);
    await world.sandbox.clock.advance('P1D');
    expect([world.sandbox.callbacks()[0]?.state, receiver.received]).toEqual(['dropped', []]);
  });
});

describe('calls about a report', () => {
  test('throttled: every other one is refused, the first to begin with', async () => {
    await using world = await startForTest();
    const id = await createReport(world.partner, scheduled(told('throttled')));
    const other = await createReport(world.partner, scheduled());
    const first = await world.partner.pauseReport(id);
    expect(first).toBeRefused(429, 'Too many requests', 'story.throttled');
    expect(first.headers.get('retry-after')).toBe('1');
    expect((await world.partner.pauseReport(id)).status).toBe(200);
    expect((await world.partner.getReports({ reportId: id })).status).toBe(429);
    expect((await world.partner.getReports()).body.totalCount).toBe(2);
    expect((await world.partner.getExecutions(`${other};${id}`, ALL)).status).toBe(200);
    expect((await world.partner.getExecutions(id, ALL)).status).toBe(429);
    expect((await world.partner.getExecutions(other, ALL)).status).toBe(200);
    expect((await world.partner.deleteReport(id)).status).toBe(200);
  });
});

test('throttled: a call about two that are out of step goes through in the end', async () => {
  await using world = await startForTest();
  const [a, b] = [
    await createReport(world.partner, scheduled(told('throttled'))),
    await createReport(world.partner, scheduled(told('throttled'))),
  ];
  expect((await world.partner.getExecutions(a, ALL)).status).toBe(429);
  const answers: number[] = [];
  for (let i = 0; i < 3; i++) answers.push((await world.partner.getExecutions(`${a};${b}`, ALL)).status);
  expect(answers).toContain(200);
  expect(answers[0]).toBe(429);
});

describe('a description', () => {
  test('tells by its first mark, in any letter case, and an update tells anew', async () => {
    await using world = await startForTest();
    const id = await createReport(
      world.partner,
      scheduled({ Description: 'x [EMULATOR: Slow ] [emulator:stuck]' }),
    );
    await world.sandbox.clock.advance('P1DT2H');
    expect(await statuses(world, id)).toEqual(['Pending', 'Completed']);
    const again = { ReportName: 'Nightly', StartTime: '2026-01-17T06:00:00Z' };
    await world.partner.updateReport(id, { ...again, Description: '[emulator:stuck]' });
    await world.sandbox.clock.advance('P1DT6H');
    expect(await statuses(world, id)).toEqual(['Pending', 'Running', 'Completed']);
    const moved = { ...again, StartTime: '2026-01-19T06:00:00Z' };
    expect((await world.partner.updateReport(id, moved)).headers.get('x-emulator-hint')).toBe(null);
  });

  test.each([
    ['[emulator:stuk]', "there is no story 'stuk'; did you mean stuck?"],
    ['[emulator:日本]', "there is no story '??'; there are stuck, slow, "],
    ['[emulator:nothing-at-all]', "there is no story 'nothing-at-all'; there are stuck, slow, "],
  ])('gets a hint for an unknown word: %s', async (mark, hint) => {
    await using world = await startForTest();
    const made = await world.partner.createReport(scheduled({ Description: `About ${mark}` }));
    expect(made.status).toBe(200);
    expect(made.headers.get('x-emulator-hint')).toContain(hint);
    const [report] = made.body.value;
    const update = { ReportName: 'Nightly', StartTime: '2026-01-17T00:00:00Z' };
    const updated = await world.partner.updateReport(report?.reportId ?? '', update);
    expect(updated.headers.get('x-emulator-hint')).toContain(hint);
  });

  test('passes over an unknown word', async () => {
    await using world = await startForTest();
    const id = await createReport(world.partner, executeNow({ Description: '[emulator:x][emulator:stuck]' }));
    await world.sandbox.clock.advance('PT1H');
    expect(await statuses(world, id)).toEqual(['Running']);
  });

  test('is just text when stories are off', async () => {
    await using world = await startForTest({ stories: false });
    const made = await world.partner.createReport(
      executeNow({ Description: '[emulator:stuck][emulator:x]' }),
    );
    expect(made.headers.get('x-emulator-hint')).toBe(null);
    const reportId = made.body.value[0]?.reportId ?? '';
    await world.sandbox.clock.advance(3);
    expect(await statuses(world, reportId)).toEqual(['Completed']);
    expect((await download(await linkOf(world, reportId))).status).toBe(200);
  });
});

/** By node:http, as it came: `fetch` would stumble over what is broken. */
async function fetchBytes(link: string) {
  const { request } = await import('node:http');
  return new Promise<{ status: number; headers: Headers; bytes: Buffer }>((resolve, reject) => {
    request(link, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers({ 'content-length': String(response.headers['content-length']) }),
          bytes: Buffer.concat(chunks),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}
