/**
 * What is promised of the life of reports and of the clock, written a second time and as plainly as possible: lists
 * that are searched whole, and time that goes from one happening to the next. It knows no ids; reports and executions have numbers.
 */

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

export interface Rules {
  readonly queueTimeMs: number;
  readonly runTimeMs: number;
  readonly minStartLeadMs: number;
  readonly executionDefault: 'completed' | 'any';
  readonly clock: 'frozen' | 'onPoll';
}

export interface ModelExecution {
  readonly report: ModelReport;
  readonly number: number;
  /** Asked for beside the schedule, which goes on as if it were not there. */
  readonly extra: boolean;
  due: number;
  status: 'Pending' | 'Running' | 'Paused' | 'Completed';
  /** When it last changed into its status by itself. */
  since: number;
}

export interface ModelReport {
  readonly number: number;
  readonly executeNow: boolean;
  start: number;
  interval: number;
  count: number | null;
  status: 'Active' | 'Paused' | 'Inactive';
  modified: number | null;
  /** How many executions have appeared since creation or update. */
  appeared: number;
  executions: ModelExecution[];
}

export interface Schedule {
  readonly start: number;
  readonly interval?: number | undefined;
  readonly count?: number | undefined;
}

export interface Poll {
  /** Null: the call names none. */
  readonly statuses: readonly ModelExecution['status'][] | null;
  readonly only: ReadonlySet<ModelExecution> | null;
  readonly latest: boolean;
}

export type Outcome = 'done' | 'refused';

export class ReferenceModel {
  now: number;
  reports: ModelReport[] = [];
  readonly #rules: Rules;
  #created = 0;

  constructor(now: number, rules: Rules) {
    this.now = now;
    this.#rules = rules;
  }

  create(schedule: Schedule | 'now'): Outcome {
    if (schedule !== 'now') {
      if (!this.#mayStart(schedule.start) || !isInterval(schedule.interval)) return 'refused';
    }
    const report: ModelReport = {
      number: ++this.#created,
      executeNow: schedule === 'now',
      start: schedule === 'now' ? this.now : schedule.start,
      interval: schedule === 'now' ? 0 : (schedule.interval ?? 0),
      count: schedule === 'now' ? null : (schedule.count ?? null),
      status: 'Active',
      modified: null,
      appeared: 0,
      executions: [],
    };
    this.reports.push(report);
    this.#appear(report, report.start);
    return 'done';
  }

  pause(report: ModelReport): Outcome {
    if (report.executeNow || report.status === 'Inactive') return 'refused';
    if (report.status === 'Paused') return 'done';
    const pending = report.executions.find(({ status, extra }) => status === 'Pending' && !extra);
    if (pending === undefined) return 'refused';
    pending.status = 'Paused';
    report.status = 'Paused';
    return 'done';
  }

  resume(report: ModelReport): Outcome {
    if (report.executeNow || report.status === 'Inactive') return 'refused';
    const paused = report.executions.find(({ status }) => status === 'Paused');
    if (paused === undefined) return 'done';
    report.status = 'Active';
    paused.status = 'Pending';
    paused.since = this.now;
    while (paused.due < this.now) paused.due += report.interval * HOUR;
    return 'done';
  }

  update(report: ModelReport, { start, interval, count }: Schedule): Outcome {
    if (!this.#mayStart(start) || (interval !== undefined && !isInterval(interval))) return 'refused';
    if (report.executeNow) return 'refused';
    Object.assign(report, { start, interval: interval ?? report.interval, count: count ?? report.count });
    report.modified = this.now;
    report.appeared = 1;
    if (report.status === 'Inactive') report.status = 'Active';
    const ahead = report.executions.find(
      ({ status, extra }) => !extra && (status === 'Pending' || status === 'Paused'),
    );
    if (ahead === undefined) {
      report.appeared = 0;
      this.#appear(report, start);
    } else {
      ahead.due = start;
      ahead.since = this.now;
    }
    return 'done';
  }

  runOnceMore(report: ModelReport): void {
    this.#add(report, this.now, true);
  }

  delete(report: ModelReport): void {
    this.reports = this.reports.filter((other) => other !== report);
  }

  /** Every moment at which something happens next, earliest first. */
  nextMoments(reports: readonly ModelReport[] = this.reports): number[] {
    return reports
      .flatMap(({ executions }) => executions.map((execution) => this.#leavesAt(execution)))
      .filter((at) => at !== Infinity)
      .map((at) => Math.max(at, this.now))
      .sort((a, b) => a - b);
  }

  advance(to: number): { readonly transitions: number; readonly completed: number } {
    let [transitions, completed] = [0, 0];
    for (;;) {
      const next = this.nextMoments()[0];
      if (next === undefined || next > to) break;
      this.now = next;
      for (const execution of this.reports.flatMap(({ executions }) => executions)) {
        if (this.#leavesAt(execution) > this.now) continue;
        transitions++;
        if (this.#go(execution) === 'Completed') completed++;
      }
    }
    this.now = to;
    return { transitions, completed };
  }

  poll(reports: readonly ModelReport[], { statuses, only, latest }: Poll): ModelExecution[] {
    const any = statuses === null && this.#rules.executionDefault === 'any';
    const found = reports.map(({ executions }) =>
      executions
        .filter(({ status }) => any || (statuses ?? ['Completed']).includes(status))
        .filter((execution) => only === null || only.has(execution))
        .filter(({ status, due }) => status !== 'Completed' || due >= this.now - 90 * DAY)
        .sort(newestFirst),
    );
    if (!latest) return found.flat().sort(newestFirst);
    return found.flatMap((executions) => {
      const due = any ? executions.filter((execution) => execution.due <= this.now) : executions;
      return (due.length > 0 ? due : executions).slice(0, 1);
    });
  }

  /** What a well-formed poll does once it is answered. */
  afterPoll(reports: readonly ModelReport[], answer: readonly ModelExecution[]): void {
    if (this.#rules.clock !== 'onPoll' || answer.some(({ status }) => status === 'Completed')) return;
    const next = this.nextMoments(reports)[0];
    if (next !== undefined) this.advance(next);
  }

  #mayStart(start: number): boolean {
    return this.#rules.minStartLeadMs === 0 || start >= this.now + this.#rules.minStartLeadMs;
  }

  #appear(report: ModelReport, due: number): void {
    this.#add(report, due, false);
    report.appeared++;
  }

  #add(report: ModelReport, due: number, extra: boolean): void {
    const number = report.executions.length + 1;
    report.executions.push({ report, number, extra, due, status: 'Pending', since: this.now });
  }

  #leavesAt({ status, due, since }: ModelExecution): number {
    if (status === 'Pending') return due + this.#rules.queueTimeMs;
    return status === 'Running' ? since + this.#rules.runTimeMs : Infinity;
  }

  #go(execution: ModelExecution): ModelExecution['status'] {
    const { report } = execution;
    execution.since = this.now;
    if (execution.status === 'Running') {
      execution.status = 'Completed';
      const ended = report.executions.every(({ status, extra }) => status === 'Completed' || extra);
      if (ended && !execution.extra) report.status = 'Inactive';
      return execution.status;
    }
    execution.status = 'Running';
    if (execution.extra) return execution.status;
    const isLast = report.executeNow || report.appeared === report.count;
    if (!isLast) this.#appear(report, this.#nextDue(report, execution.due));
    return execution.status;
  }

  /** Of a report that was told to start in the past the first execution runs at once, and what it missed is left out. */
  #nextDue(report: ModelReport, due: number): number {
    let next = due + report.interval * HOUR;
    while (next + this.#rules.queueTimeMs < this.now) next += report.interval * HOUR;
    return next;
  }
}

/** By due moment; of one moment the report and the execution that came later first. */
function newestFirst(a: ModelExecution, b: ModelExecution): number {
  return b.due - a.due || b.report.number - a.report.number || b.number - a.number;
}

function isInterval(hours: number | undefined): boolean {
  return hours !== undefined && hours >= 4 && hours <= 2160;
}
