/** The program of the engine's worker thread: wires what its jobs need. */
import { setPriority } from 'node:os';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { OwnRows } from './data/own-rows.ts';
import { serveJobs } from './engine/serve-jobs.ts';
import type { WorkerSetup } from './engine/worker-thread.ts';
import { allSurfaces, surfaceNamed } from './surfaces/all-surfaces.ts';
import { createWorlds } from './worlds.ts';

const MIB = 1024 * 1024;
const NICE = 5;

if (parentPort === null) throw new Error('This is the program of a worker thread');
letOthersGoFirst();
// The engine starts it with nothing else.
void begin(parentPort, workerData as WorkerSetup);

/** Whoever asks for something small meanwhile. Only Linux knows priorities of threads: elsewhere this would be the whole process's. */
function letOthersGoFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, NICE);
  } catch {
    // A sandbox of the system's may forbid it; then all are alike.
  }
}

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
