import type { WallClock } from '../clock/wall-clock.ts';
import { fileBytes } from '../files/report-file.ts';
import { Turns } from '../primitives/turns.ts';
import {
  makeExcerpt,
  makeRows,
  makeText,
  roughRowCount,
  type ExcerptJob,
  type FileJob,
  type Job,
  type RowsJob,
  type Workshop,
} from './jobs.ts';
import type { Excerpt } from './excerpt.ts';
import type { JsonRow } from './json-rows.ts';
import { workerFile } from './worker-file.ts';
import { WorkerThread, type WorkerSetup } from './worker-thread.ts';

/** So many take some 50 ms: as long as requests may be held up, and twice what it costs to start a worker. The default size stays below. */
const MOST_ROWS_HERE = 50_000;

export interface EngineSetup {
  readonly wall: WallClock;
  /** For what is done on this thread. */
  readonly workshop: Workshop;
  /** What the worker needs to make a workshop for itself. */
  readonly workerSetup: WorkerSetup;
  /** Finds the program of the worker. */
  readonly file?: () => string;
  /** A query that looks at more rows is the worker's. */
  readonly mostRowsHere?: number;
  readonly watcher?: ReportWatcher | undefined;
}

/** Hears of the big report files, of which one is made at a time. */
export interface ReportWatcher {
  begin(): void;
  /** There are so many bytes of text more. */
  grow(bytes: number): void;
  /** @param isWhole whether all of it was made: its reader may have left. */
  end(isWhole: boolean): void;
}

/** Runs queries: small ones here, big ones on a worker. The answers are the same. */
export class ReportEngine {
  readonly #workshop: Workshop;
  readonly #worker: WorkerThread;
  readonly #mostRowsHere: number;
  readonly #watcher: ReportWatcher | undefined;
  // One big file at a time, or their memory would add up; rows are asked for in between.
  readonly #files = new Turns();

  constructor({
    wall,
    workshop,
    workerSetup,
    file = workerFile,
    mostRowsHere = MOST_ROWS_HERE,
    watcher,
  }: EngineSetup) {
    this.#workshop = workshop;
    this.#mostRowsHere = mostRowsHere;
    this.#watcher = watcher;
    this.#worker = new WorkerThread(wall, file, workerSetup);
  }

  /** The bytes of a report file, block by block, as they are read. */
  file(world: FileJob['world'], run: FileJob['run']): AsyncIterable<Uint8Array> {
    const job: FileJob = { kind: 'file', world, run };
    // Compressed here in any case: it is done by Node's own threads, and they need not wait for what else the worker does.
    return fileBytes(this.#isBig(job) ? this.#bigText(job) : makeText(job, this.#workshop), run.compress);
  }

  /** The first rows of a query's answer. */
  async rows(world: RowsJob['world'], run: RowsJob['run']): Promise<readonly JsonRow[]> {
    const job: RowsJob = { kind: 'rows', world, run };
    return this.#isBig(job) ? onlyOne(this.#worker.run(job)) : makeRows(job, this.#workshop);
  }

  /** The first rows of a query's answer, and how many it has. */
  async excerpt(world: ExcerptJob['world'], run: ExcerptJob['run']): Promise<Excerpt> {
    const job: ExcerptJob = { kind: 'excerpt', world, run };
    return this.#isBig(job) ? onlyOne(this.#worker.run(job)) : makeExcerpt(job, this.#workshop);
  }

  /** Ends what is under way, and the worker with it. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  #isBig(job: Job): boolean {
    if (job.kind === 'file' && job.run.variant === 'huge') return true;
    return roughRowCount(job, this.#workshop) > this.#mostRowsHere;
  }

  async *#bigText(job: FileJob): AsyncGenerator<Uint8Array> {
    const leave = await this.#files.wait();
    let isWhole = false;
    this.#watcher?.begin();
    try {
      for await (const block of this.#worker.run(job)) {
        this.#watcher?.grow(block.length);
        yield block;
      }
      isWhole = true;
    } finally {
      this.#watcher?.end(isWhole);
      leave();
    }
  }
}

async function onlyOne<Item>(items: AsyncIterable<Item>): Promise<Item> {
  for await (const item of items) return item;
  throw new Error('The worker had no answer');
}
