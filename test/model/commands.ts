import fc, { type AsyncCommand } from 'fast-check';
import type { SandboxClock, SandboxHandle } from '../../src/sandbox-handle.ts';
import type { Answer, ExecutionItem, Partner, ReportItem } from '../support/partner.ts';
import { SYSTEM_QUERY_ID } from '../support/payloads.ts';
import type {
  ModelExecution,
  ModelReport,
  Outcome,
  Poll,
  ReferenceModel,
  Schedule,
} from './reference-model.ts';

/** The emulator, and what has been seen of its ids. */
export interface Real {
  readonly partner: Partner;
  readonly clock: SandboxClock;
  readonly run: SandboxHandle['run'];
  readonly reportIds: Map<ModelReport, string>;
  readonly executionIds: Map<ModelExecution, string>;
  readonly executionOf: Map<string, ModelExecution>;
}

type Command = AsyncCommand<ReferenceModel, Real>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STATUSES = ['Pending', 'Running', 'Paused', 'Completed'] as const;

/** What may happen in a life. A number that picks a report or a moment is taken modulo what there is. */
export function lifeCommands(minStartLeadMs: number): fc.Arbitrary<Command>[] {
  const pick = fc.nat(1000);
  const schedule = fc.record({
    startsIn: fc.constantFrom(
      ...[0, 1000, HOUR, 5 * HOUR, DAY, 40 * DAY].map((after) => minStartLeadMs + after),
      ...[-1000, -HOUR, -30 * DAY].map((after) => minStartLeadMs + after),
    ),
    interval: fc.constantFrom(4, 4, 5, 24, 168, 2160, 3, 2161),
    count: fc.constantFrom(undefined, 1, 2, 3, 10),
  });
  const amount = fc.constantFrom(
    ...[0, 1, 2, 3, 59, 4 * 3600 - 1, 4 * 3600, 4 * 3600 + 1, 86_400, 7 * 86_400].map((s) => s * 1000),
    ...[90 * DAY - 1000, 90 * DAY, 90 * DAY + 1000],
  );
  const moment = fc.record({ which: fc.nat(5), offByMs: fc.constantFrom(-1000, 0, 0, 1000) });
  const poll = fc.record({
    which: fc.array(pick, { minLength: 1, maxLength: 3 }),
    statuses: fc.option(fc.subarray([...STATUSES], { minLength: 1 })),
    only: fc.option(fc.array(pick, { minLength: 1, maxLength: 4 }), { freq: 3 }),
    latest: fc.constantFrom(undefined, true, false),
  });
  return [
    schedule.map(create),
    fc.constant(createExecuteNow()),
    pick.map((which) => act('pause', which)),
    pick.map((which) => act('resume', which)),
    fc.tuple(pick, schedule, fc.boolean(), fc.boolean()).map(([which, terms, keepsInterval, keepsCount]) =>
      update(which, {
        ...terms,
        interval: keepsInterval ? undefined : terms.interval,
        count: keepsCount ? undefined : terms.count,
      }),
    ),
    pick.map(runOnceMore),
    pick.map(remove),
    amount.map(advanceBy),
    moment.map(({ which, offByMs }) => advanceToMoment(which, offByMs)),
    moment.map(({ which, offByMs }) => advanceToMoment(which, offByMs)),
    poll.map((terms) => look(terms)),
    poll.map((terms) => look(terms)),
  ];
}

interface Terms {
  readonly startsIn: number;
  readonly interval?: number | undefined;
  readonly count?: number | undefined;
}

function create(terms: Terms): Command {
  return command(`create ${JSON.stringify(terms)}`, async (model, real) => {
    const schedule = scheduleOf(model, terms);
    const body = { ReportName: 'r', QueryId: SYSTEM_QUERY_ID, ...wireOf(schedule) };
    learn(model, real, model.create(schedule), await real.partner.createReport(body));
  });
}

function createExecuteNow(): Command {
  return command('create ExecuteNow', async (model, real) => {
    const body = { ReportName: 'r', QueryId: SYSTEM_QUERY_ID, ExecuteNow: true };
    learn(model, real, model.create('now'), await real.partner.createReport(body));
  });
}

function learn(model: ReferenceModel, real: Real, outcome: Outcome, answer: Answer<ReportItem>): void {
  expect(outcomeOf(answer)).toBe(outcome);
  const [report, item] = [model.reports.at(-1), answer.body.value[0]];
  if (outcome === 'refused' || report === undefined || item === undefined) return;
  expect([...real.reportIds.values()]).not.toContain(item.reportId);
  real.reportIds.set(report, item.reportId);
  expectReport(item, report);
}

function act(what: 'pause' | 'resume', which: number): Command {
  return command(`${what} ${which}`, async (model, real) => {
    const report = reportOf(model, which);
    if (report === null) return;
    const id = idOf(real, report);
    const answer =
      what === 'pause' ? await real.partner.pauseReport(id) : await real.partner.resumeReport(id);
    expect(outcomeOf(answer)).toBe(model[what](report));
    if (answer.body.value[0] !== undefined) expectReport(answer.body.value[0], report);
  });
}

function update(which: number, terms: Terms): Command {
  return command(`update ${which} ${JSON.stringify(terms)}`, async (model, real) => {
    const report = reportOf(model, which);
    if (report === null) return;
    const schedule = scheduleOf(model, terms);
    const body = { ReportName: 'u', ...wireOf(schedule) };
    const answer = await real.partner.updateReport(idOf(real, report), body);
    expect(outcomeOf(answer)).toBe(model.update(report, schedule));
    if (answer.body.value[0] !== undefined) expectReport(answer.body.value[0], report);
  });
}

function runOnceMore(which: number): Command {
  return command(`run ${which} once more`, async (model, real) => {
    const report = reportOf(model, which);
    if (report === null) return;
    const { executionId, dueTime } = real.run(idOf(real, report));
    expect(dueTime).toBe(wireTime(model.now));
    expect(real.executionOf.has(executionId)).toBe(false);
    model.runOnceMore(report);
  });
}

function remove(which: number): Command {
  return command(`delete ${which}`, async (model, real) => {
    // Lives in which something is always deleted soon would be short.
    const report = which % 3 === 0 ? reportOf(model, which) : null;
    if (report === null) return;
    const id = idOf(real, report);
    expect((await real.partner.deleteReport(id)).status).toBe(200);
    model.delete(report);
    expect((await real.partner.getExecutions(id)).body.message).toMatch(/^No item found/);
  });
}

function advanceBy(ms: number): Command {
  return command(`advance ${ms / 1000} s`, (model, real) => advance(model, real, model.now + ms));
}

/** To a moment at which something happens, or a second beside it. */
function advanceToMoment(which: number, offByMs: number): Command {
  return command(`advance to happening ${which}, off by ${offByMs} ms`, async (model, real) => {
    const moments = model.nextMoments();
    const moment = moments[which % Math.max(moments.length, 1)];
    if (moment === undefined || moment > model.now + 400 * DAY) return;
    await advance(model, real, Math.max(moment + offByMs, model.now));
  });
}

async function advance(model: ReferenceModel, real: Real, to: number): Promise<void> {
  const happened = await real.clock.advance((to - model.now) / 1000);
  expect(happened).toMatchObject(model.advance(to));
}

interface PollTerms {
  readonly which: readonly number[];
  readonly statuses: Poll['statuses'];
  readonly only: readonly number[] | null;
  readonly latest: boolean | undefined;
}

function look({ which, statuses, only, latest }: PollTerms): Command {
  return command(`poll ${JSON.stringify({ which, statuses, only, latest })}`, async (model, real) => {
    const reports = [...new Set(which.flatMap((one) => reportOf(model, one) ?? []))];
    if (reports.length === 0) return;
    const known = [...real.executionIds];
    const chosen = only?.flatMap((one) => (known.length === 0 ? [] : [known[one % known.length]!]));
    const answer = await real.partner.getExecutions(reports.map((report) => idOf(real, report)).join(';'), {
      ...(statuses === null ? {} : { executionStatus: statuses.join(';') }),
      ...(chosen === undefined ? {} : { executionId: ['none', ...chosen.map(([, id]) => id)].join(';') }),
      ...(latest === undefined ? {} : { getLatestExecution: String(latest) }),
    });
    const expected = model.poll(reports, {
      statuses,
      only: chosen === undefined ? null : new Set(chosen.map(([execution]) => execution)),
      latest: latest ?? true,
    });
    expectExecutions(answer, expected, model, real);
    model.afterPoll(reports, expected);
    expect(real.clock.now().getTime()).toBe(model.now);
  });
}

/** Everything there is to see, at the end of a life. */
export async function expectSameWorld(model: ReferenceModel, real: Real): Promise<void> {
  const { value } = (await real.partner.getReports()).body;
  expect(value).toHaveLength(model.reports.length);
  for (const [i, report] of model.reports.entries()) expectReport(value[i]!, report);
  if (model.reports.length === 0) return;
  const everything = { statuses: STATUSES, only: null, latest: false };
  const answer = await real.partner.getExecutions(
    [...model.reports].map((one) => idOf(real, one)).join(';'),
    {
      executionStatus: STATUSES.join(';'),
      getLatestExecution: 'false',
    },
  );
  expectExecutions(answer, model.poll(model.reports, everything), model, real);
}

function expectExecutions(
  answer: Answer<ExecutionItem>,
  expected: readonly ModelExecution[],
  model: ReferenceModel,
  real: Real,
): void {
  const { value, message } = answer.body;
  expect(answer.status).toBe(expected.length === 0 ? 404 : 200);
  if (expected.length === 0) expect(message).toMatch(/^There are no executions that have occurred/);
  // As text: thousands of objects are compared slowly.
  const lines = expected.map(({ report, status, since }) =>
    status === 'Completed'
      ? `${idOf(real, report)} ${status} ${wireTime(since)} ${wireTime(model.now + DAY)}`
      : `${idOf(real, report)} ${status} null null`,
  );
  expect(value.map(describe).join('\n')).toBe(lines.join('\n'));
  for (const [i, execution] of expected.entries()) {
    const id = value[i]?.executionId ?? '';
    const owner = real.executionOf.get(id) ?? execution;
    if (owner !== execution || (real.executionIds.get(execution) ?? id) !== id)
      throw new Error(`The id ${id} belongs to execution ${owner.number}, not ${execution.number}`);
    real.executionIds.set(execution, id);
    real.executionOf.set(id, execution);
  }
}

function describe(item: ExecutionItem): string {
  if ((item.reportAccessSecureLink === null) !== (item.executionStatus !== 'Completed'))
    throw new Error(`A link of a ${item.executionStatus} execution`);
  return `${item.reportId} ${item.executionStatus} ${item.reportGeneratedTime} ${item.reportExpiryTime}`;
}

function expectReport(item: ReportItem, report: ModelReport): void {
  expect(item).toMatchObject({
    reportStatus: report.status,
    executeNow: report.executeNow,
    startTime: wireTime(report.start),
    recurrenceInterval: report.interval,
    recurrenceCount: report.count,
    modifiedTime: report.modified === null ? null : wireTime(report.modified),
  });
}

function outcomeOf({ status }: Answer<ReportItem>): Outcome | number {
  return status === 200 ? 'done' : status === 400 ? 'refused' : status;
}

function scheduleOf(model: ReferenceModel, { startsIn, interval, count }: Terms): Schedule {
  return { start: model.now + startsIn, interval, count };
}

function wireOf({ start, interval, count }: Schedule): Record<string, unknown> {
  return { StartTime: wireTime(start), RecurrenceInterval: interval, RecurrenceCount: count };
}

function wireTime(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

function reportOf(model: ReferenceModel, which: number): ModelReport | null {
  return model.reports[which % Math.max(model.reports.length, 1)] ?? null;
}

function idOf(real: Real, report: ModelReport): string {
  const id = real.reportIds.get(report);
  if (id === undefined) throw new Error('A report of the model that the emulator does not have');
  return id;
}

function command(name: string, run: (model: ReferenceModel, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name };
}
