import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { ReportProgress } from '../../src/cli/report-progress.ts';
import { wallClock, type WallClock } from '../../src/clock/wall-clock.ts';
import { giveItems, HandOverBroken, takeItems } from '../../src/engine/hand-over.ts';
import { readOwnRows } from '../../src/data/own-rows.ts';
import { surfaceNamed } from '../../src/surfaces/all-surfaces.ts';
import { createWorlds } from '../../src/worlds.ts';
import { buildPackage } from '../support/built-package.ts';
import { HandDrivenWall } from '../unit/clock/hand-driven-wall.ts';
import { engineForTest, gathered, NOW, recipe, WORKER, WORLD } from './engine-for-test.ts';

const SEATS = 'FROM SeatsSubscriptionsAndRevenue';
const PLAIN = `SELECT CustomerName, SubscriptionId, Month, AvailableSeats ${SEATS} TIMESPAN LIFETIME`;
/** Takes a while. */
const LARGE = { seed: 1, customers: 2_500 };

// On a busy machine.
jest.setTimeout(60_000);

let folder = '';
beforeAll(() => {
  buildPackage();
  folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function program(text: string): () => string {
  const path = join(folder, 'worker.cjs');
  writeFileSync(path, text);
  return () => path;
}

describe('a file', () => {
  test.each([
    ['plain', recipe(PLAIN)],
    [
      'filtered and cut',
      recipe(`SELECT SKU, Month ${SEATS} WHERE Product LIKE '%365%' LIMIT 700 TIMESPAN LIFETIME`),
    ],
    [
      'sorted',
      recipe(`SELECT CustomerName, Month, AvailableSeats ${SEATS} ORDER BY CustomerName ASC, AvailableSeats`),
    ],
    [
      'grouped',
      recipe(`SELECT CustomerMarket, Product, BilledRevenueUSD ${SEATS} ORDER BY BilledRevenueUSD DESC`),
    ],
    ['TSV, not compressed', recipe(PLAIN, { format: 'tsv', compress: false })],
    ['redacted', recipe(`SELECT CustomerName, BilledRevenueUSD ${SEATS}`, { redact: true })],
    ['of a window', recipe(PLAIN, { window: { fromAt: Date.UTC(2025, 3, 2), toAt: Date.UTC(2025, 8, 1) } })],
    ['without a time axis', recipe('SELECT PartnerName, PGAPartnerID FROM Profile')],
    ['of a story', recipe(PLAIN, { variant: 'empty' })],
  ])('is the same, byte for byte, from the worker: %s', async (_, run) => {
    await using worker = engineForTest();
    await using here = engineForTest({ mostRowsHere: Infinity });
    const made = await gathered(worker.file(WORLD, run));
    expect(made.equals(await gathered(here.file(WORLD, run)))).toBe(true);
    expect(made.length).toBeGreaterThan(20);
  });

  test('of any dataset is the same from the worker', async () => {
    await using worker = engineForTest();
    await using here = engineForTest({ mostRowsHere: Infinity });
    for (const { name, attributes, dateColumn } of surfaceNamed('mpn').datasets.all()) {
      const columns = attributes.map((attribute) => attribute.name).join(', ');
      const months = dateColumn === null ? '' : ' TIMESPAN LAST_3_MONTHS';
      const run = recipe(`SELECT ${columns} FROM ${name}${months}`, { compress: false });
      const text = await gathered(worker.file({ seed: 4, customers: 30 }, run));
      expect([name, text.equals(await gathered(here.file({ seed: 4, customers: 30 }, run)))]).toEqual([
        name,
        true,
      ]);
      expect(text.length).toBeGreaterThan(200);
    }
  });

  test('of rows of the user’s own is made by the worker when they are many', async () => {
    const { datasets } = surfaceNamed('mpn');
    const own = mkdtempSync(join(folder, 'own-'));
    const columns = [
      'MpnId',
      'PartnerName',
      'PGA_MPNId',
      'PGA_PartnerName',
      'City',
      'Country',
      'HierarchyLevel',
    ];
    const lines = Array.from({ length: 3_000 }, (_, i) => `${i},"Ours, ${i}",9,Ours,Ulm,Germany,Location ID`);
    writeFileSync(join(own, 'Profile.csv'), [columns.join(), ...lines, ''].join('\r\n'));
    const ownRows = readOwnRows(own, datasets.all());
    const { hash } = ownRows;
    const worldOf = createWorlds(ownRows);
    const workshop = { datasetsOf: () => datasets, worldOf: () => worldOf(WORLD.seed, WORLD.customers) };
    const run = recipe(`SELECT ${columns.join(', ')} FROM Profile`, { compress: false });
    await using few = engineForTest({ workshop, mostRowsHere: 3_000, file: program('process.exit(3)') });
    await using many = engineForTest({
      workshop,
      mostRowsHere: 2_999,
      workerSetup: { ownRows: { folder: own, hash } },
    });
    const text = await gathered(many.file(WORLD, run));
    expect(text.toString()).toBe([columns.join(), ...lines, ''].join('\r\n'));
    expect(text.equals(await gathered(few.file(WORLD, run)))).toBe(true);
  });

  test('comes block by block as one member of gzip, however large it is', async () => {
    await using worker = engineForTest();
    const text = await gathered(
      worker.file({ ...WORLD, customers: 500 }, recipe(PLAIN, { compress: false })),
    );
    const compressed = await gathered(worker.file({ ...WORLD, customers: 500 }, recipe(PLAIN)));
    expect(gunzipSync(compressed).equals(text)).toBe(true);
    // A second member would begin as the first one does.
    expect(compressed.indexOf(compressed.subarray(0, 10), 1)).toBe(-1);
  });

  test('that nobody reads on is not made on, and the next one is', async () => {
    await using worker = engineForTest();
    for await (const block of worker.file(LARGE, recipe(PLAIN))) {
      expect(block.length).toBeGreaterThan(0);
      break;
    }
    const started = performance.now();
    await gathered(worker.file(WORLD, recipe(PLAIN)));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('waits for the big one before it, which small ones pass', async () => {
    await using worker = engineForTest({ mostRowsHere: 50_000 });
    const ended: string[] = [];
    const read = (name: string, world: typeof WORLD) =>
      gathered(worker.file(world, recipe(PLAIN))).then(() => ended.push(name));
    await Promise.all([
      read('big', LARGE),
      read('next', { ...LARGE, customers: 400 }),
      read('small', { ...WORLD, customers: 20 }),
    ]);
    expect(ended).toEqual(['small', 'big', 'next']);
  });
});

describe('a big file that is long in the making is told of on a terminal', () => {
  const text = recipe(PLAIN, { compress: false });
  const world = { ...LARGE, customers: 800 };
  const CLEAR_LINE = '\r\u001b[K';

  function onTerminal() {
    const written: string[] = [];
    const wall = new HandDrivenWall();
    const watcher = new ReportProgress(wall, { isTTY: true, write: (line) => written.push(line) > 0 });
    return { written, wall, watcher };
  }

  test('after two seconds, now and then, and at the end with its size and time', async () => {
    const { written, wall, watcher } = onTerminal();
    await using worker = engineForTest({ watcher });
    let bytes = 0;
    let blocks = 0;
    for await (const block of worker.file(world, text)) {
      bytes += block.length;
      wall.pass(++blocks === 1 ? 1_999 : 500);
    }
    expect(blocks).toBeGreaterThan(5);
    const took = ((1_999 + (blocks - 1) * 500) / 1000).toFixed(1);
    expect(written.pop()).toBe(`${CLEAR_LINE}Made a report: ${Math.round(bytes / 1e6)} MB in ${took} s\n`);
    expect(written).toHaveLength(blocks - 1);
    const sizes = written.map((line) => Number(/\d+/.exec(line)));
    expect(written).toEqual(sizes.map((size) => `${CLEAR_LINE}Making a report: ${size} MB…\r`));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes.at(-1)).toBeGreaterThan(sizes[0] ?? NaN);
    expect(wall.timers).toBe(0);
  });

  test('and no more when nobody reads on', async () => {
    const { written, wall, watcher } = onTerminal();
    await using worker = engineForTest({ watcher });
    for await (const block of worker.file(world, text)) {
      expect(block.length).toBeGreaterThan(0);
      wall.pass(2_000);
      break;
    }
    expect(written).toEqual([expect.stringContaining('Making a report: '), CLEAR_LINE]);
    expect(wall.timers).toBe(0);
  });

  test('but one that is made quickly, or on the thread that serves, is not', async () => {
    const { written, wall, watcher } = onTerminal();
    await using worker = engineForTest({ watcher });
    await gathered(worker.file(WORLD, text));
    wall.pass(60_000);
    await using here = engineForTest({ watcher, mostRowsHere: Infinity });
    for await (const block of here.file(WORLD, text)) wall.pass(5_000 + block.length);
    expect(written).toEqual([]);
  });
});

describe('rows', () => {
  test.each([PLAIN, `SELECT Product, SubscriptionCount ${SEATS} ORDER BY SubscriptionCount`])(
    'are the same from the worker: %s',
    async (query) => {
      await using worker = engineForTest();
      await using here = engineForTest({ mostRowsHere: Infinity });
      const run = { surface: 'mpn', query, window: null, asOf: NOW, redact: false, limit: 100 };
      const rows = await worker.rows(WORLD, run);
      expect(rows).toEqual(await here.rows(WORLD, run));
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.length).toBeLessThanOrEqual(100);
    },
  );

  test('do not wait for a big file to be whole', async () => {
    await using worker = engineForTest();
    let isWhole = false;
    const file = gathered(worker.file(LARGE, recipe(PLAIN))).then(() => (isWhole = true));
    const query = `SELECT CustomerName ${SEATS}`;
    await worker.rows(WORLD, { surface: 'mpn', query, window: null, asOf: NOW, redact: false, limit: 1 });
    expect(isWhole).toBe(false);
    await file;
  });
});

describe('a worker', () => {
  test('that breaks fails what it was to make, and the next request starts another', async () => {
    let file = program("setTimeout(() => { throw new Error('out of luck'); }, 20)");
    await using engine = engineForTest({ file: () => file() });
    await expect(gathered(engine.file(WORLD, recipe(PLAIN)))).rejects.toThrow('out of luck');
    file = program('process.exit(3)');
    await expect(gathered(engine.file(WORLD, recipe(PLAIN)))).rejects.toThrow('code 3');
    file = () => join(folder, 'missing.cjs');
    await expect(gathered(engine.file(WORLD, recipe(PLAIN)))).rejects.toThrow('missing.cjs');
    file = () => WORKER;
    expect((await gathered(engine.file(WORLD, recipe(PLAIN)))).length).toBeGreaterThan(1000);
  });

  test('refuses own rows that are not those of the start', async () => {
    const names =
      surfaceNamed('mpn')
        .datasets.find('Profile')
        ?.attributes.map(({ source }) => source) ?? [];
    writeFileSync(join(folder, 'Profile.csv'), `${[...new Set(names)].join()}\n`);
    await using engine = engineForTest({ workerSetup: { ownRows: { folder, hash: 'of something else' } } });
    await expect(gathered(engine.file(WORLD, recipe(PLAIN)))).rejects.toThrow('not those of the start');
  });

  test('ends at once when the engine is closed in the middle of a job', async () => {
    const timers = new Set<object>();
    const after: WallClock['after'] = (ms, call) => {
      const cancel = wallClock.after(ms, call);
      timers.add(cancel);
      return () => {
        timers.delete(cancel);
        cancel();
      };
    };
    const engine = engineForTest({ wall: { ...wallClock, after } });
    const files = [gathered(engine.file(LARGE, recipe(PLAIN))), gathered(engine.file(WORLD, recipe(PLAIN)))];
    await wallClock.yield();
    const started = performance.now();
    await engine.close();
    expect((await Promise.allSettled(files)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(performance.now() - started).toBeLessThan(2_000);
    // One would keep the memory of an engine that is gone.
    expect(timers.size).toBe(0);
    await expect(gathered(engine.file(WORLD, recipe(PLAIN)))).rejects.toThrow('closed');
  });
});

describe('what is handed over', () => {
  test('arrives whole and in order, and is made only as it is taken', async () => {
    const { port1, port2 } = new MessageChannel();
    let made = 0;
    function* numbers(): Generator<number> {
      while (made < 100) yield ++made;
    }
    void giveItems(port2, numbers());
    const taken: number[] = [];
    for await (const number of takeItems<number>(port1)) {
      taken.push(number);
      await wallClock.yield();
      expect(made - taken.length).toBeLessThanOrEqual(17);
    }
    expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('brings a failure along, and tells when the other end went away', async () => {
    const failing = new MessageChannel();
    const broken = (): Iterable<number> => ({
      [Symbol.iterator]: () => ({
        next: () => {
          throw new Error('no more');
        },
      }),
    });
    void giveItems(failing.port2, broken());
    await expect(takeItems(failing.port1).next()).rejects.toThrow('no more');
    const gone = new MessageChannel();
    gone.port2.close();
    await expect(takeItems(gone.port1).next()).rejects.toThrow(HandOverBroken);
  });
});
