/** The program of the engine's worker thread: wires what its jobs need. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { OwnRows } from './data/own-rows.ts';
import { serveJobs } from './engine/serve-jobs.ts';
import type { WorkerSetup } from './engine/worker-thread.ts';
import { allSurfaces, surfaceNamed } from './surfaces/all-surfaces.ts';
import { createWorlds } from './worlds.ts';

const MIB = 1024 * 1024;

if (parentPort === null) throw new Error('This is the program of a worker thread');
// The engine starts it with nothing else.
void begin(parentPort, workerData as WorkerSetup);

/** Orders wait at the port until they are listened to. */
async function begin(orders: MessagePort, setup: WorkerSetup): Promise<void> {
  const worldOf = createWorlds(await readOwn(setup), { atMost: 2, cacheBytes: 256 * MIB });
  serveJobs(orders, {
    datasetsOf: (surface) => surfaceNamed(surface).datasets,
    worldOf: ({ seed, customers }) => worldOf(seed, customers),
  });
}

async function readOwn({ ownRows }: WorkerSetup): Promise<OwnRows | null> {
  if (ownRows === null) return null;
  const { readOwnRows } = await import('./data/own-rows.ts');
  const datasets = allSurfaces.flatMap((surface) => surface.datasets.all());
  const found = readOwnRows(ownRows.folder, datasets);
  if (found.hash !== ownRows.hash)
    throw new Error(`The files in ${ownRows.folder} are not those of the start: start again to use them`);
  return found;
}
