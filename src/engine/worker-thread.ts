import { MessageChannel, Worker } from 'node:worker_threads';
import type { WallClock } from '../clock/wall-clock.ts';
import { MINUTE } from '../primitives/instant.ts';
import { HandOverBroken, takeItems } from './hand-over.ts';
import type { Excerpt } from './excerpt.ts';
import type { ExcerptJob, FileJob, Job, RowsJob } from './jobs.ts';
import type { JsonRow } from './json-rows.ts';
import type { Order } from './serve-jobs.ts';

/** What was generated for a job is kept for the next for so long, then the memory is given back. */
const IDLE_MS = 5 * MINUTE;

/** What a worker is told when it starts, as plain data. */
export interface WorkerSetup {
  /** The own rows that are in every world: it reads them for itself. */
  readonly ownRows: { readonly folder: string; readonly hash: string } | null;
}

interface Running {
  readonly worker: Worker;
  /** Why it ended, once it has. */
  readonly ended: Promise<Error>;
}

/** A thread for jobs that would hold up the one that serves: started by the first job, and anew by the next after it has ended. */
export class WorkerThread {
  readonly #wall: WallClock;
  readonly #file: () => string;
  readonly #setup: WorkerSetup;
  #running: Running | null = null;
  #jobs = 0;
  #stopWaiting = (): void => {};
  #closed = false;

  /** @param file finds the program of the thread. */
  constructor(wall: WallClock, file: () => string, setup: WorkerSetup) {
    this.#wall = wall;
    this.#file = file;
    this.#setup = setup;
  }

  run(job: FileJob): AsyncGenerator<Uint8Array, void>;
  run(job: RowsJob): AsyncGenerator<readonly JsonRow[], void>;
  run(job: ExcerptJob): AsyncGenerator<Excerpt, void>;
  async *run(job: Job): AsyncGenerator<Uint8Array | readonly JsonRow[] | Excerpt, void> {
    if (this.#closed) throw new Error('The report engine is closed');
    const running = (this.#running ??= this.#start());
    this.#stopWaiting();
    this.#jobs++;
    try {
      const { port1, port2 } = new MessageChannel();
      const order: Order = { job, port: port2 };
      running.worker.postMessage(order, [port2]);
      yield* takeItems<Uint8Array | readonly JsonRow[] | Excerpt>(port1);
    } catch (error) {
      throw error instanceof HandOverBroken ? await running.ended : error;
    } finally {
      this.#finish();
    }
  }

  /** Ends it in the middle of whatever it does. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWaiting();
    await this.#end();
  }

  /** After the last job another may come for a while; none does when it was the closing that ended it. */
  #finish(): void {
    if (--this.#jobs > 0 || this.#closed) return;
    this.#stopWaiting = this.#wall.after(IDLE_MS, () => void this.#end());
  }

  #start(): Running {
    // Options of the process, such as a loader or a debugger, are not meant for it.
    const worker = new Worker(this.#file(), { name: 'report engine', execArgv: [], workerData: this.#setup });
    worker.unref();
    const ended = new Promise<Error>((resolve) => {
      const end = (why: Error): void => {
        if (this.#running === running) this.#running = null;
        resolve(why);
      };
      worker.once('error', end);
      worker.once('exit', (code) => end(new Error(`The worker that makes reports ended with code ${code}`)));
    });
    const running: Running = { worker, ended };
    return running;
  }

  async #end(): Promise<void> {
    const running = this.#running;
    // Whoever comes while it ends gets another one.
    this.#running = null;
    await running?.worker.terminate();
  }
}
