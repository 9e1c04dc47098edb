import type { MessagePort, Transferable } from 'node:worker_threads';
import { giveItems } from './hand-over.ts';
import { makeExcerpt, makeRows, makeText, type Job, type Workshop } from './jobs.ts';

/** What a worker is sent for each job: the job, and where what comes of it goes. */
export interface Order {
  readonly job: Job;
  readonly port: MessagePort;
}

/** The worker's side: does the jobs that come in, side by side where they wait. */
export function serveJobs(orders: MessagePort, workshop: Workshop): void {
  orders.on('message', ({ job, port }: Order) => {
    void (job.kind === 'file'
      ? giveItems(port, makeText(job, workshop), bufferOf)
      : giveItems(
          port,
          once(() => (job.kind === 'rows' ? makeRows(job, workshop) : makeExcerpt(job, workshop))),
        ));
  });
}

function bufferOf(block: Uint8Array<ArrayBuffer>): readonly Transferable[] {
  return [block.buffer];
}

/** Made when they are asked for, so that a failure is the taker's. */
function* once<Item>(make: () => Item): Generator<Item> {
  yield make();
}
