import { startEmulator, type Emulator, type SandboxHandle } from '../../src/index.ts';
import { HOUR } from '../../src/primitives/instant.ts';
import { formatInstant } from '../../src/primitives/instant.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { SURFACE } from '../support/start-for-test.ts';

const SCENARIOS = Array.from({ length: 40 }, (_, i) => i);
/** What may differ: links are signed with a secret of the emulator's own, and go to its port and by the sandbox's name. */
const PARTICULAR = [
  [/http:\/\/127\.0\.0\.1:\d+/g, '<emulator>'],
  [/sig=[^"&]+/g, 'sig=<sig>'],
  [/(\/reports|\/sandbox)\/[\w.-]+\//g, '$1/<sandbox>/'],
] as const;

/** How a client says which sandbox it means. */
type Selecting = 'path' | 'header' | 'token';

async function partnerOf(emulator: Emulator, sandbox: SandboxHandle, how: Selecting): Promise<Partner> {
  const any = { Authorization: 'Bearer any' };
  const root = `${emulator.url}${SURFACE}`;
  if (how === 'path') return new Partner(`${sandbox.url}${SURFACE}`, any);
  if (how === 'header') return new Partner(root, { ...any, 'X-Emulator-Sandbox': sandbox.name });
  return new Partner(root, {
    Authorization: `Bearer ${await sandbox.token({ user: 'partner@contoso.example' })}`,
  });
}

/** A day in the life of a sandbox, different for every number; the answer is all that could be seen in it. */
async function play(emulator: Emulator, name: string, number: number): Promise<string> {
  const start = Date.UTC(2025, number % 12, 1 + (number % 28), number % 24);
  const clock = { mode: number % 4 === 0 ? 'onPoll' : 'frozen', now: formatInstant(start) } as const;
  const sandbox = emulator.createSandbox(name, { seed: number % 7, customers: 20 + number, clock });
  const how = (['path', 'header', 'token'] as const)[number % 3] ?? 'path';
  const partner = await partnerOf(emulator, sandbox, how);
  const seen: unknown[] = [];
  const see = async (answer: Promise<{ readonly status: number; readonly body: unknown }>): Promise<void> => {
    const { status, body } = await answer;
    seen.push(status, body);
  };

  await see(partner.createQuery({ Name: `Query ${number}`, Query: QUERY }));
  await see(partner.createQuery({ Name: 'Wrong', Query: 'SELECT Nothing FROM Nowhere' }));
  if (number % 5 === 0)
    sandbox.faults.add({ match: { operation: 'GetReports' }, times: 1, effect: { status: 500 } });
  const nightly = await createReport(
    partner,
    scheduled({
      ReportName: `Nightly ${number}`,
      StartTime: formatInstant(start + (5 + (number % 9)) * HOUR),
      RecurrenceInterval: 4 + (number % 5),
      Format: number % 2 === 0 ? 'CSV' : 'TSV',
      CallbackUrl: `${sandbox.url}/_emulator/inbox/nightly`,
      CallbackMethod: number % 2 === 0 ? 'POST' : 'GET',
    }),
  );
  const once = await createReport(
    partner,
    executeNow({ Description: ['', '[emulator:empty]', '[emulator:duplicate-callback]'][number % 3] ?? '' }),
  );
  for (let poll = 0; poll < 3; poll++) {
    await see(partner.getExecutions(`${once};${nightly}`, { executionStatus: 'Pending;Running;Completed' }));
    seen.push(await sandbox.clock.advance(number % 4));
  }
  await see(partner.getReports());
  seen.push(await sandbox.clock.advance('P1D'), sandbox.run(nightly), await sandbox.clock.advance(10));
  if (number % 3 === 0) await see(partner.pauseReport(nightly));
  await see(partner.getExecutions(nightly, { getLatestExecution: 'false' }));
  const { reportAccessSecureLink: link } = await sandbox.waitForExecution(once);
  const file = await fetch(link ?? '');
  seen.push(file.status, file.headers.get('etag'), file.headers.get('last-modified'), await file.text());
  if (number % 6 === 0) await see(partner.deleteReport(nightly));
  await see(partner.getReports());
  seen.push(sandbox.inbox(), sandbox.clock.get(), sandbox.faults.list());
  seen.push(
    sandbox.callbacks().map(({ attempts, ...delivery }) => ({ ...delivery, attempts: attempts.length })),
  );
  seen.push(
    sandbox.requests().map(({ number: at, operation, status, time }) => ({ at, operation, status, time })),
  );
  return PARTICULAR.reduce((text, [from, to]) => text.replace(from, to), JSON.stringify(seen));
}

test('the same scenario alone and among forty gives the same bytes', async () => {
  await using together = await startEmulator({ port: 0 });
  const among = await Promise.all(SCENARIOS.map((number) => play(together, `sandbox-${number}`, number)));
  for (const number of SCENARIOS) {
    await using alone = await startEmulator({ port: 0 });
    expect({ number, seen: await play(alone, 'alone', number) }).toEqual({ number, seen: among[number] });
  }
  expect(new Set(among).size).toBe(SCENARIOS.length);
}, 120_000);

test('forty sandboxes see their own reports, requests and callbacks only', async () => {
  await using emulator = await startEmulator({ port: 0 });
  await Promise.all(
    SCENARIOS.map(async (number) => {
      const sandbox = emulator.createSandbox(`s${number}`, {
        clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' },
      });
      const partner = await partnerOf(
        emulator,
        sandbox,
        (['path', 'header', 'token'] as const)[number % 3] ?? 'path',
      );
      const CallbackUrl = `${sandbox.url}/_emulator/inbox/${number}`;
      for (let i = 0; i <= number % 3; i++)
        await createReport(partner, executeNow({ ReportName: `R${number}`, CallbackUrl }));
      await sandbox.clock.advance(number);
      if (number === 13) sandbox.reset();
      if (number === 17) sandbox.faults.add({ match: {}, effect: { status: 418 } });
    }),
  );
  for (const number of SCENARIOS) {
    const sandbox = emulator.sandbox(`s${number}`);
    const partner = new Partner(`${sandbox.url}${SURFACE}`);
    // A fault is seen by its own sandbox, and by no other.
    const struck = await fetchUnchecked(`${partner.baseUrl}/ScheduledReport`, { headers: partner.headers });
    expect([number, struck.status]).toEqual([number, number === 17 ? 418 : 200]);
    const answer = number === 17 ? null : await partner.getReports();
    const count = number === 13 ? 0 : 1 + (number % 3);
    if (answer !== null) {
      expect(answer.body.value.map(({ reportName }) => reportName)).toEqual(Array(count).fill(`R${number}`));
    }
    expect(sandbox.requests({ operation: 'CreateReport' })).toHaveLength(count);
    const passed = number === 13 ? 0 : number;
    expect(sandbox.clock.now().getTime()).toBe(Date.UTC(2026, 0, 15) + passed * 1000);
    const paths = sandbox.inbox().map(({ path }) => path.split('/')[1]);
    expect(paths).toEqual(Array(passed >= 3 ? count : 0).fill(String(number)));
  }
}, 60_000);

test('one advance that is long under way delays no other sandbox', async () => {
  await using emulator = await startEmulator({
    port: 0,
    clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' },
  });
  const busy = emulator.sandbox('busy');
  const partner = new Partner(`${busy.url}${SURFACE}`);
  for (let i = 0; i < 80; i++) await createReport(partner, scheduled({ RecurrenceInterval: 4 }));
  const order: string[] = [];
  const year = busy.clock.advance('P360D').then(() => order.push('the year'));
  const others = SCENARIOS.map(async (number) => {
    const sandbox = emulator.sandbox(`s${number}`);
    const own = new Partner(`${sandbox.url}${SURFACE}`);
    const reportId = await createReport(own, executeNow());
    await sandbox.waitForExecution(reportId);
  });
  await Promise.all([...others.map((other) => other.then(() => order.push('another'))), year]);
  expect(order.indexOf('the year')).toBeGreaterThan(0);
  expect(order).toHaveLength(41);
}, 60_000);
