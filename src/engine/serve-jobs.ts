import type { MessagePort, Transferable } from 'node:worker_threads';
import { giveItems } from './hand-over.ts';
import { makeFile, makeRows, type FileJob, type Job, type Workshop } from './jobs.ts';

/** What a worker is sent for each job: the job, and where what comes of it goes. */
export interface Order {
  readonly job: Job;
  readonly port: MessagePort;
}

/** The worker's side: does the jobs that come in, side by side where they wait. */
export function serveJobs(orders: MessagePort, workshop: Workshop): void {
  orders.on('message', ({ job, port }: Order) => {
    void (job.kind === 'file'
      ? giveItems(port, ownBlocks(job, workshop), bufferOf)
      : giveItems(
          port,
          rowsAtOnce(() => makeRows(job, workshop)),
        ));
  });
}

/** Blocks may share a buffer, and only one that is a block's own can be moved. */
async function* ownBlocks(job: FileJob, workshop: Workshop): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const block of makeFile(job, workshop)) yield new Uint8Array(block);
}

function bufferOf(block: Uint8Array<ArrayBuffer>): readonly Transferable[] {
  return [block.buffer];
}

async function* rowsAtOnce<Rows>(make: () => Rows): AsyncGenerator<Rows> {
  yield make();
}
