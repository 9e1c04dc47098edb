import { gunzipSync } from 'node:zlib';
import type { FaultRule } from '../../src/control/faults.ts';
import type { SandboxHandle } from '../../src/sandbox-handle.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { linkOf } from '../support/download.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { connectTo } from '../support/raw-exchange.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';

/** What a client saw of one call. */
interface Seen {
  /** Null: no answer at all. */
  readonly status: number | null;
  /** Whether as much came as was promised. */
  readonly isWhole: boolean;
  readonly body: Buffer;
  readonly ms: number;
}

type Client = (url: string) => Promise<Seen>;

const CLIENTS: readonly (readonly [string, Client])[] = [
  ['fetch', askByFetch],
  ['a raw socket', askBySocket],
];

/** A sandbox, the client of it, and how that asks. */
interface Place {
  readonly sandbox: SandboxHandle;
  readonly partner: Partner;
  readonly ask: Client;
}

/** A wait that no ordinary answer takes. */
const LONG_MS = 400;

/** One call that an effect can strike, and whether it has been. */
interface Case {
  readonly rule: Required<Pick<FaultRule, 'match' | 'effect'>>;
  readonly call: (place: Place) => Promise<Seen>;
  readonly isStruck: (seen: Seen) => boolean;
}

const CASES: readonly (readonly [string, Case])[] = [
  [
    'status',
    {
      rule: { match: { operation: 'GetReports' }, effect: { status: 503 } },
      call: askForReports,
      isStruck: ({ status }) => status === 503,
    },
  ],
  [
    'delay',
    {
      rule: { match: { operation: 'GetReports' }, effect: { delay: LONG_MS } },
      call: askForReports,
      isStruck: ({ ms }) => ms > LONG_MS - 5,
    },
  ],
  [
    'reset',
    {
      rule: { match: { operation: 'GetReports' }, effect: { reset: true } },
      call: askForReports,
      isStruck: ({ status }) => status === null,
    },
  ],
  [
    'truncate',
    {
      rule: { match: { operation: 'DownloadReport' }, effect: { truncate: 100 } },
      call: askForFile,
      isStruck: ({ status, isWhole }) => status === 200 && !isWhole,
    },
  ],
  [
    'slow',
    {
      // A file of some 1,000 bytes.
      rule: { match: { operation: 'DownloadReport' }, effect: { slow: 1000 } },
      call: askForFile,
      isStruck: ({ status, isWhole, ms }) => status === 200 && isWhole && ms > LONG_MS,
    },
  ],
  [
    'expiredLink',
    {
      rule: { match: { operation: 'DownloadReport' }, effect: { expiredLink: true } },
      call: askForFile,
      isStruck: ({ status, body }) => status === 403 && body.includes('Signed expiry time'),
    },
  ],
  [
    'stuckRunning',
    {
      rule: { match: { operation: 'GetReportExecutions' }, effect: { stuckRunning: true } },
      call: runAndPoll,
      isStruck: ({ body }) => body.includes('"executionStatus":"Running"'),
    },
  ],
];

describe.each(CLIENTS)('seen by %s', (_, ask) => {
  test.each(CASES)('%s strikes the second call once, and nothing of a twin', async (__, one) => {
    await using world = await startForTest();
    const [struck, twin] = [placeIn(world, 'struck', ask), placeIn(world, 'twin', ask)];
    struck.sandbox.faults.add({ ...one.rule, after: 1, times: 1 });
    const pattern: boolean[][] = [];
    for (let call = 0; call < 4; call++) {
      const seen = [await one.call(struck), await one.call(twin)];
      pattern.push(seen.map(one.isStruck));
    }
    expect(pattern).toEqual([
      [false, false],
      [true, false],
      [false, false],
      [false, false],
    ]);
    expect(struck.sandbox.faults.list()).toMatchObject([{ hits: 1, remaining: 0 }]);
    expect(twin.sandbox.faults.list()).toEqual([]);
  });
});

describe('a fault that strikes by chance', () => {
  /** Which of twenty were struck, in order. */
  async function downloads({ sandbox, partner, ask }: Place): Promise<string> {
    const reportId = await createReport(partner, executeNow());
    await sandbox.clock.advance(3);
    sandbox.faults.add({ match: { operation: 'DownloadReport' }, probability: 0.5, effect: { status: 503 } });
    let pattern = '';
    for (let i = 0; i < 20; i++)
      pattern += (await ask(await linkOf({ partner }, reportId))).status === 200 ? '.' : 'x';
    return pattern;
  }

  async function callbacks({ sandbox, partner }: Place): Promise<string> {
    const match = { operation: 'ReportReadyCallback' };
    sandbox.faults.add({ match, probability: 0.5, effect: { status: 503 } });
    const CallbackUrl = `${sandbox.url}/_emulator/inbox/x`;
    for (let i = 0; i < 20; i++) {
      await createReport(partner, executeNow({ CallbackUrl }));
      await sandbox.clock.advance(3);
    }
    const delivered = sandbox.callbacks().map(({ state }) => state === 'delivered');
    expect(sandbox.inbox()).toHaveLength(delivered.filter(Boolean).length);
    return delivered.map((arrived) => (arrived ? '.' : 'x')).join('');
  }

  test.each([
    ['downloads', downloads],
    ['callbacks', callbacks],
  ])('strikes some %s, the same ones for the same seed', async (_, play) => {
    await using world = await startForTest({ callbackRetry: [] });
    const clock = { mode: 'frozen', now: '2026-01-15T00:00:00Z' } as const;
    world.emulator.createSandbox('other', { seed: 2, clock, callbackRetry: [] });
    const patterns: string[] = [];
    for (const name of ['one', 'same', 'other']) patterns.push(await play(placeIn(world, name, askBySocket)));
    const [one = '', same, other] = patterns;
    expect(one).toMatch(/^[.x]*(\.[.x]*x|x[.x]*\.)[.x]*$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});

/** How a report fares, as its client sees it with both kinds of connection. */
interface Course {
  readonly polls: readonly (number | null)[];
  readonly afterThreeSeconds: string;
  readonly afterADay: string;
  /** When callbacks came, within the first day. */
  readonly callbacks: readonly string[];
  readonly file: string;
}

const ROWS = 100;
const ENOUGH = `SELECT CustomerName, Product FROM CustomersAndTenants ORDER BY CustomerName LIMIT ${ROWS}`;

const AS_ALWAYS: Course = {
  polls: [200, 200, 200, 200],
  afterThreeSeconds: 'Completed',
  afterADay: 'Completed',
  callbacks: ['00:00:03'],
  file: `${ROWS + 1} lines`,
};

const STORIES: readonly (readonly [string, Partial<Course>])[] = [
  ['stuck', { afterThreeSeconds: 'Running', afterADay: 'Running', callbacks: [], file: 'none' }],
  ['slow', { afterThreeSeconds: 'Running', callbacks: ['01:00:01'] }],
  ['empty', { file: '1 lines' }],
  ['huge', { file: '1000001 lines' }],
  ['late-callback', { callbacks: ['01:00:03'] }],
  ['duplicate-callback', { callbacks: ['00:00:03', '00:00:03'] }],
  ['no-callback', { callbacks: [] }],
  ['early-callback', { callbacks: ['00:00:01'] }],
  ['expired-link', { file: '403' }],
  ['truncated-file', { file: 'broken' }],
  ['throttled', { polls: [429, 200, 429, 200] }],
];

describe('a story', () => {
  test.each(STORIES)(
    '%s is that of one report, and not of its twin with the same ids',
    async (story, told) => {
      await using world = await startForTest();
      const place = placeIn(world, 'told', askBySocket);
      const twin = placeIn(world, 'twin', askBySocket);
      const [one, other] = [await follow(place, `[emulator:${story}]`), await follow(twin, 'as any')];
      expect(one.reportId).toBe(other.reportId);
      expect(other.course).toEqual(AS_ALWAYS);
      expect(one.course).toEqual({ ...AS_ALWAYS, ...told });
    },
    30_000,
  );
});

async function follow(place: Place, description: string): Promise<{ reportId: string; course: Course }> {
  const { sandbox, partner } = place;
  const { body } = await partner.createQuery({ Name: 'Q', Query: ENOUGH });
  const CallbackUrl = `${sandbox.url}/_emulator/inbox/x`;
  const QueryId = body.value[0]?.queryId;
  const reportId = await createReport(
    partner,
    executeNow({ QueryId, CallbackUrl, Description: description }),
  );
  await sandbox.clock.advance(3);
  const url = `${partner.baseUrl}/ScheduledReport/execution/${reportId}?executionStatus=Running;Completed`;
  const polls: Seen[] = [];
  for (const ask of [askByFetch, askBySocket, askByFetch, askBySocket]) polls.push(await ask(url));
  await sandbox.clock.advance('P1D');
  const now = await untilAnswered(url);
  const course = {
    polls: polls.map(({ status }) => status),
    afterThreeSeconds: statusIn(polls[1]),
    afterADay: statusIn(now),
    callbacks: sandbox.inbox().map(({ time }) => time.slice(11, 19)),
    file: await describeFile(/"reportAccessSecureLink":"([^"]+)"/.exec(String(now.body))?.[1]),
  };
  return { reportId, course };
}

/** Every other call may be refused. */
async function untilAnswered(url: string): Promise<Seen> {
  const first = await askBySocket(url);
  return first.status === 429 ? askBySocket(url) : first;
}

function statusIn(seen: Seen | undefined): string {
  return /"executionStatus":"(\w+)"/.exec(String(seen?.body))?.[1] ?? 'none';
}

/** In the same words for both clients, of which one unpacks it. */
async function describeFile(link: string | undefined): Promise<string> {
  if (link === undefined) return 'none';
  const [byFetch, bySocket] = [await askByFetch(link), await askBySocket(link)];
  const words = [wordsFor(byFetch, (body) => body), wordsFor(bySocket, (body) => gunzipSync(body))];
  expect(words[0]).toBe(words[1]);
  return words[0] ?? '';
}

function wordsFor({ status, isWhole, body }: Seen, unpack: (body: Buffer) => Buffer): string {
  if (status !== 200) return String(status);
  try {
    if (!isWhole) return 'broken';
    const lines = unpack(body).toString().split('\r\n').length - 1;
    // Fetch takes half a gzip file for a whole one.
    return lines > 1 && lines <= ROWS ? 'broken' : `${lines} lines`;
  } catch {
    return 'broken';
  }
}

function placeIn({ emulator }: World, name: string, ask: Client): Place {
  const sandbox = emulator.sandbox(name);
  return { sandbox, partner: new Partner(sandbox.url + SURFACE), ask };
}

function askForReports({ partner, ask }: Place): Promise<Seen> {
  return ask(`${partner.baseUrl}/ScheduledReport`);
}

/** The only report of the place is made at the first call. */
async function askForFile({ sandbox, partner, ask }: Place): Promise<Seen> {
  const { value } = (await partner.getReports()).body;
  const reportId = value[0]?.reportId ?? (await createReport(partner, executeNow()));
  await sandbox.clock.advance(3);
  return ask(await linkOf({ partner }, reportId));
}

async function runAndPoll({ sandbox, partner, ask }: Place): Promise<Seen> {
  const reportId = await createReport(partner, executeNow());
  await sandbox.clock.advance(3);
  const statuses = 'executionStatus=Running;Completed';
  return ask(`${partner.baseUrl}/ScheduledReport/execution/${reportId}?${statuses}`);
}

async function askByFetch(url: string): Promise<Seen> {
  const startedMs = performance.now();
  let status: number | null = null;
  let [body, isWhole] = [Buffer.alloc(0), false];
  try {
    const response = await fetchUnchecked(url, { headers: { Authorization: 'Bearer any' } });
    status = response.status;
    body = Buffer.from(await response.arrayBuffer());
    isWhole = true;
  } catch {
    // The connection broke, before an answer or within it.
  }
  return { status, isWhole, body, ms: performance.now() - startedMs };
}

async function askBySocket(url: string): Promise<Seen> {
  const startedMs = performance.now();
  const { pathname, search, host } = new URL(url);
  const socket = connectTo(url);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('end', () => socket.end());
  const lines = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`, 'Authorization: Bearer any'];
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  await new Promise((resolve) => socket.once('close', resolve));
  const bytes = Buffer.concat(chunks);
  const headEnd = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, Math.max(headEnd, 0));
  const body = bytes.subarray(headEnd + 4);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  return {
    status: headEnd < 0 ? null : Number(head.split(' ')[1]),
    isWhole:
      length === undefined ? body.toString('latin1').endsWith('0\r\n\r\n') : body.length === Number(length),
    body: length === undefined ? unchunk(body) : body,
    ms: performance.now() - startedMs,
  };
}

/** What came in chunks, in one. */
function unchunk(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const lineEnd = body.indexOf('\r\n', at);
    const length = lineEnd < 0 ? 0 : parseInt(body.toString('latin1', at, lineEnd), 16);
    if (length === 0) break;
    pieces.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(pieces);
}
