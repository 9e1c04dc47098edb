import { BadJson, under } from '../primitives/read-json.ts';
import { EXTRA, type CompletedExecution, type RunningExecution } from './execution.ts';
import type { ReportLife } from './report-life.ts';
import { readReportShape, type ReportState } from './report-state.ts';
import type { ReportSettings } from './report.ts';

/** A report as it stood elsewhere, for the scheduler to follow from there. */
export interface RestoredReport extends ReportLife {
  readonly completed: readonly CompletedExecution[];
  /** When running executions end, by number; those that are not here never do. */
  readonly endsAt: ReadonlyMap<number, number>;
  readonly throttledCalls: number;
}

/** @throws BadJson for what is no report, and for one that contradicts itself or the time of its sandbox. */
export function restoreReport(value: unknown, now: number): RestoredReport {
  const state = readReportShape(value);
  requireHistory(state, now);
  requireNumbers(state);
  requireSettings(state);
  requireStatus(state);
  const { settings, lastNumber, throttledCalls, waiting, extra, running, completed, ...facts } = state;
  return {
    report: { ...facts, settings: settingsAt(settings, 0) },
    waiting,
    extra: extra.map(({ number, dueAt }) => ({ number, dueAt, ordinal: EXTRA, status: 'Pending' })),
    lastNumber,
    throttledCalls,
    running: running.map((run) => startedAgain(settings, run)),
    completed: completed.map(([number, ordinal, dueAt, completedAt, index]) => ({
      number,
      ordinal,
      dueAt,
      status: 'Completed',
      settings: settingsAt(settings, index),
      completedAt,
    })),
    endsAt: new Map(running.flatMap(({ number, endsAt }) => (endsAt === null ? [] : [[number, endsAt]]))),
  };
}

function startedAgain(
  versions: ReportState['settings'],
  { number, ordinal, dueAt, settings }: ReportState['running'][number],
): RunningExecution {
  return { number, ordinal, dueAt, status: 'Running', settings: settingsAt(versions, settings) };
}

function settingsAt(settings: ReportState['settings'], index: number): ReportSettings {
  const found = settings[index];
  if (found === undefined)
    throw new BadJson(`names settings that are not there: there are ${settings.length}`);
  return found;
}

function requireHistory({ createdAt, modifiedAt, completed }: ReportState, now: number): void {
  requireNotAfter(createdAt, now, 'createdAt');
  if (modifiedAt !== null) requireNotAfter(modifiedAt, now, 'modifiedAt');
  completed.forEach(([, , dueAt, completedAt], at) => {
    if (completedAt > now || dueAt > completedAt) {
      throw new BadJson(
        completedAt > now ? 'is later than the clock of the sandbox' : 'is earlier than its due moment',
      )
        .below(3)
        .below(at)
        .below('completed');
    }
  });
}

function requireNotAfter(moment: number, now: number, name: string): void {
  if (moment > now) throw new BadJson('is later than the clock of the sandbox').below(name);
}

/** Every execution of a report has a number of its own. */
function requireNumbers({ lastNumber, waiting, extra, running, completed }: ReportState): void {
  const seen = new Set<number>();
  const take = (number: number): void => {
    if (number > lastNumber) throw new BadJson(`is beyond lastNumber, ${lastNumber}`);
    if (seen.has(number)) throw new BadJson(`is the number of another execution too: ${number}`);
    seen.add(number);
  };
  completed.forEach(([number], at) => {
    // Nothing is put together for the many that are good.
    if (number <= lastNumber && !seen.has(number)) seen.add(number);
    else under('completed', () => under(at, () => under(0, () => take(number))));
  });
  running.forEach(({ number }, at) =>
    under('running', () => under(at, () => under('number', () => take(number)))),
  );
  extra.forEach(({ number }, at) =>
    under('extra', () => under(at, () => under('number', () => take(number)))),
  );
  if (waiting !== null) under('waiting', () => under('number', () => take(waiting.number)));
}

function requireSettings(state: ReportState): void {
  const own = under('settings', () => settingsAt(state.settings, 0));
  state.settings.forEach(({ recurrence }, at) => {
    if ((recurrence === null) === (own.recurrence === null)) return;
    throw new BadJson('a report is ExecuteNow or scheduled for ever')
      .below('recurrence')
      .below(at)
      .below('settings');
  });
  state.running.forEach(({ settings }, at) =>
    under('running', () => under(at, () => under('settings', () => settingsAt(state.settings, settings)))),
  );
  const bad = state.completed.findIndex(([, , , , settings]) => settings >= state.settings.length);
  if (bad >= 0)
    under('completed', () => under(bad, () => under(4, () => settingsAt(state.settings, Infinity))));
}

/** The status says what is ahead: a Paused execution, a Pending one, or nothing. */
function requireStatus({ status, waiting, running, settings }: ReportState): void {
  const counted = running.some(({ ordinal }) => ordinal !== EXTRA);
  const fits =
    status === 'Paused'
      ? waiting?.status === 'Paused' && settings[0]?.recurrence !== null
      : status === 'Active'
        ? waiting?.status === 'Pending' || (waiting === null && counted)
        : waiting === null && !counted;
  if (!fits) throw new BadJson(`is ${status}, which the executions ahead contradict`).below('status');
}
