import { join } from 'node:path';
import { wallClock } from '../../src/clock/wall-clock.ts';
import type { FileRecipe } from '../../src/files/report-file.ts';
import { ReportEngine, type EngineSetup } from '../../src/engine/report-engine.ts';
import { surfaceNamed } from '../../src/surfaces/all-surfaces.ts';
import { createWorlds } from '../../src/worlds.ts';

export const WORLD = { seed: 3, customers: 120 };
export const NOW = Date.UTC(2026, 0, 15);
export const WORKER = join(__dirname, '../../dist/worker.cjs');

/** An engine that has every job done by its worker, unless told otherwise; `await using` ends it. */
export function engineForTest(setup: Partial<EngineSetup> = {}): ReportEngine & AsyncDisposable {
  const worldOf = createWorlds();
  const engine = new ReportEngine({
    wall: wallClock,
    workshop: {
      datasetsOf: (surface) => surfaceNamed(surface).datasets,
      worldOf: ({ seed, customers }) => worldOf(seed, customers),
    },
    workerSetup: { ownRows: null },
    file: () => WORKER,
    mostRowsHere: 0,
    ...setup,
  });
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

export function recipe(query: string, more: Partial<FileRecipe> = {}): FileRecipe {
  return {
    surface: 'mpn',
    world: 'test',
    query,
    window: null,
    asOf: NOW,
    redact: false,
    format: 'csv',
    compress: true,
    ...more,
  };
}

export async function gathered(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const block of blocks) all.push(block);
  return Buffer.concat(all);
}
