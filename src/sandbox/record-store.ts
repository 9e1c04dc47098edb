import type { ScheduledReport } from '../schedule/scheduler.ts';

export interface Query {
  readonly queryId: string;
  /** 1 for the sandbox's first. */
  readonly number: number;
  readonly surface: string;
  readonly name: string;
  readonly description: string | null;
  readonly query: string;
  readonly user: string;
  readonly createdAt: number;
}

/** Whom the store tells what comes and goes. */
export interface RecordWatcher {
  onQuery(queryId: string, change: 'created' | 'deleted'): void;
  onReport(reportId: string, change: 'created' | 'deleted'): void;
}

/** The queries and reports of a sandbox, of all its surfaces, in order of creation. Keeps and finds, and decides nothing. */
export class RecordStore {
  readonly #queries = new Map<string, Query>();
  readonly #reports = new Map<string, ScheduledReport>();
  #lastQuery = 0;
  #lastReport = 0;
  #watcher: RecordWatcher | null = null;

  watch(watcher: RecordWatcher): void {
    this.#watcher = watcher;
  }

  /** As many have been created, those that were deleted included. */
  get created(): { readonly queries: number; readonly reports: number } {
    return { queries: this.#lastQuery, reports: this.#lastReport };
  }

  /** Goes on counting from there. */
  restoreCounts({ queries, reports }: RecordStore['created']): void {
    this.#lastQuery = queries;
    this.#lastReport = reports;
  }

  get nextQueryNumber(): number {
    return this.#lastQuery + 1;
  }

  get nextReportNumber(): number {
    return this.#lastReport + 1;
  }

  get queryCount(): number {
    return this.#queries.size;
  }

  get reportCount(): number {
    return this.#reports.size;
  }

  addQuery(query: Query): void {
    this.#lastQuery = query.number;
    this.#queries.set(query.queryId, query);
    this.#watcher?.onQuery(query.queryId, 'created');
  }

  query(surface: string, queryId: string): Query | null {
    return inSurface(this.#queries.get(queryId), surface);
  }

  removeQuery(queryId: string): void {
    this.#queries.delete(queryId);
    this.#watcher?.onQuery(queryId, 'deleted');
  }

  everyQuery(): Iterable<Query> {
    return this.#queries.values();
  }

  *queries(surface: string): Generator<Query> {
    for (const query of this.#queries.values()) if (query.surface === surface) yield query;
  }

  addReport(scheduled: ScheduledReport): void {
    this.#lastReport = scheduled.report.number;
    this.#reports.set(scheduled.report.reportId, scheduled);
    this.#watcher?.onReport(scheduled.report.reportId, 'created');
  }

  report(surface: string, reportId: string): ScheduledReport | null {
    const scheduled = this.#reports.get(reportId);
    return scheduled?.report.surface === surface ? scheduled : null;
  }

  /** Of any surface: a file's link names only the report. */
  reportOfAnySurface(reportId: string): ScheduledReport | null {
    return this.#reports.get(reportId) ?? null;
  }

  removeReport(reportId: string): void {
    this.#reports.delete(reportId);
    this.#watcher?.onReport(reportId, 'deleted');
  }

  *reports(surface: string): Generator<ScheduledReport> {
    for (const scheduled of this.#reports.values()) if (scheduled.report.surface === surface) yield scheduled;
  }

  everyReport(): Iterable<ScheduledReport> {
    return this.#reports.values();
  }
}

function inSurface<T extends { readonly surface: string }>(record: T | undefined, surface: string): T | null {
  return record?.surface === surface ? record : null;
}
