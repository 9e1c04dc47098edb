import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileCache, type StoredFile } from '../../../src/files/file-cache.ts';
import { sweepLeftovers } from '../../../src/files/temporary-folder.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const ownFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`partner-center-insights-emulator-${process.pid}-`));

async function* bytes(fill: string, length: number, blockLength = 256 * KIB): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += blockLength)
    yield Buffer.alloc(Math.min(blockLength, length - at), fill);
}

async function content(file: StoredFile, start = 0, end = file.size): Promise<string> {
  const body = file.read(start, end);
  return 'pipe' in body ? drained(body) : Buffer.from(body).toString();
}

async function drained(stream: Readable): Promise<string> {
  const blocks: Uint8Array[] = [];
  for await (const block of stream as AsyncIterable<Uint8Array>) blocks.push(block); // no encoding is set
  return Buffer.concat(blocks).toString();
}

describe.each([
  ['small', 10 * KIB],
  ['large', 3 * MIB],
])('a %s file', (_, length) => {
  test('is made once, whoever asks while it is made or after', async () => {
    const cache = new FileCache();
    let made = 0;
    const make = (): AsyncGenerator<Uint8Array> => {
      made++;
      return bytes('x', length);
    };
    const files = await Promise.all([1, 2, 3].map(() => cache.getOrMake('"e"', make)));
    using later = await cache.getOrMake('"e"', make);
    expect(made).toBe(1);
    expect(files.map(({ size }) => size)).toEqual([length, length, length]);
    expect((await content(later)) === 'x'.repeat(length)).toBe(true);
    for (const file of files) file[Symbol.dispose]();
    await cache.close();
  });

  test('is read in parts, at the same time', async () => {
    const cache = new FileCache();
    using file = await cache.getOrMake('"e"', async function* () {
      yield Buffer.from('0123456789'.repeat(length / 10));
    });
    const parts = await Promise.all([
      content(file, 3, 7),
      content(file, 0, 2),
      content(file, length - 25, length - 19),
    ]);
    expect(parts).toEqual(['3456', '01', expect.any(String)]);
    expect(parts[2]).toHaveLength(6);
    expect(await content(file, 5, 5)).toBe('');
    await cache.close();
  });

  test('that somebody stopped reading can be read by others, and goes when it is dropped', async () => {
    const cache = new FileCache({ maxBytes: length });
    const file = await cache.getOrMake('"e"', () => bytes('x', length));
    const [begun, given] = [file.read(0, length), file.read(5, length)];
    for (const body of [begun, given]) if ('pipe' in body) body.destroy();
    if ('pipe' in begun) await new Promise((resolve) => begun.on('close', resolve));
    expect((await content(file)) === 'x'.repeat(length)).toBe(true);
    file[Symbol.dispose]();
    (await cache.getOrMake('"next"', () => bytes('y', length)))[Symbol.dispose]();
    const parts = ownFolders().flatMap((name) => readdirSync(join(tmpdir(), name)));
    expect(parts).toEqual(length < MIB ? [] : ['2.part']);
    await cache.close();
  });

  test('that could not be made is an error for all who wait, and made anew for the next', async () => {
    const cache = new FileCache();
    let calls = 0;
    const make = async function* (): AsyncGenerator<Uint8Array> {
      yield* bytes('x', length);
      if (++calls === 1) throw new Error('no such data');
    };
    const failed = await Promise.allSettled([cache.getOrMake('"e"', make), cache.getOrMake('"e"', make)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    using file = await cache.getOrMake('"e"', make);
    expect(file.size).toBe(length);
    expect(calls).toBe(2);
    await cache.close();
    expect(ownFolders()).toEqual([]);
  });

  test('being fetched is not broken by being pushed out', async () => {
    const cache = new FileCache({ maxBytes: length + 100, maxMemoryBytes: length + 100 });
    const first = await cache.getOrMake('"1"', () => bytes('a', length));
    const begun = first.read(0, length);
    const held = await cache.getOrMake('"2"', () => bytes('b', length));
    using third = await cache.getOrMake('"3"', () => bytes('c', length));
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    const got = 'pipe' in begun ? await drained(begun) : Buffer.from(begun).toString();
    expect(got === 'a'.repeat(length)).toBe(true);
    expect((await content(held)) === 'b'.repeat(length)).toBe(true);
    expect(third.size).toBe(length);
    expect(cache.size.bytes).toBe(length);
    held[Symbol.dispose]();
    await cache.close();
  });
});

describe('what is kept', () => {
  test('goes when it was not used for longest', async () => {
    const cache = new FileCache({ maxBytes: 3 * MIB });
    const made: string[] = [];
    const use = async (name: string): Promise<void> => {
      using file = await cache.getOrMake(name, () => {
        made.push(name);
        return bytes(name, MIB);
      });
      expect((await content(file)) === name.repeat(MIB)).toBe(true);
    };
    for (const name of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b']) await use(name);
    expect(made).toEqual(['a', 'b', 'c', 'd', 'b']);
    expect(cache.size).toEqual({ bytes: 3 * MIB, memoryBytes: 0 });
    await cache.close();
  });

  test('in memory has a bound of its own', async () => {
    const cache = new FileCache({ maxBytes: 100 * MIB, maxMemoryBytes: 100 * KIB });
    for (let n = 0; n < 30; n++)
      (await cache.getOrMake(`small ${n}`, () => bytes('s', 10 * KIB)))[Symbol.dispose]();
    (await cache.getOrMake('large', () => bytes('l', 2 * MIB)))[Symbol.dispose]();
    expect(cache.size).toEqual({ bytes: 2 * MIB + 100 * KIB, memoryBytes: 100 * KIB });
    await cache.close();
  });

  test('is at least the newest file, however large', async () => {
    const cache = new FileCache({ maxBytes: MIB });
    let made = 0;
    for (let n = 0; n < 2; n++) {
      const file = await cache.getOrMake('large', () => {
        made++;
        return bytes('l', 5 * MIB);
      });
      file[Symbol.dispose]();
    }
    expect(made).toBe(1);
    await cache.close();
  });

  test('on disk stands in one folder of its own, which is gone after closing', async () => {
    const cache = new FileCache();
    (await cache.getOrMake('small', () => bytes('s', KIB)))[Symbol.dispose]();
    expect(ownFolders()).toHaveLength(0);
    const files = await Promise.all(
      ['a', 'b', 'c'].map((name) => cache.getOrMake(name, () => bytes(name, 2 * MIB))),
    );
    expect(ownFolders()).toHaveLength(1);
    for (const file of files) file[Symbol.dispose]();
    await cache.close();
    expect(ownFolders()).toHaveLength(0);
    await expect(cache.getOrMake('late', () => bytes('l', KIB))).rejects.toThrow(/closed/);
  });

  test('is made again when something has emptied the temporary folder', async () => {
    const cache = new FileCache();
    (await cache.getOrMake('a', () => bytes('a', 2 * MIB)))[Symbol.dispose]();
    for (const name of ownFolders()) rmSync(join(tmpdir(), name), { recursive: true });
    using file = await cache.getOrMake('b', () => bytes('b', 2 * MIB));
    expect((await content(file)) === 'b'.repeat(2 * MIB)).toBe(true);
    await cache.close();
  });

  test('does not wait for ever when closed while a file is being made', async () => {
    const cache = new FileCache();
    let stopped = false;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(64 * KIB);
      } finally {
        stopped = true;
      }
    };
    const made = cache.getOrMake('endless', endless);
    const failed = expect(made).rejects.toThrow(/closed/);
    await cache.close();
    await failed;
    expect(stopped).toBe(true);
    expect(ownFolders()).toHaveLength(0);
  });
});

describe('left-overs of processes that crashed', () => {
  test('are looked for with the first large file and every quarter of an hour, while its own folder is kept fresh', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    const leaveBehind = (): string => {
      const path = mkdtempSync(join(tmpdir(), `partner-center-insights-emulator-${2 ** 30}-`));
      utimesSync(path, 0, 0);
      return path;
    };
    const isGone = async (path: string): Promise<boolean> => {
      for (let turns = 0; existsSync(path) && turns < 10_000; turns++) await new Promise(setImmediate);
      return !existsSync(path);
    };
    const before = leaveBehind();
    const cache = new FileCache();
    (await cache.getOrMake('small', () => bytes('s', KIB)))[Symbol.dispose]();
    expect(existsSync(before)).toBe(true);
    (await cache.getOrMake('large', () => bytes('l', 2 * MIB)))[Symbol.dispose]();
    expect(await isGone(before)).toBe(true);
    const later = leaveBehind();
    const own = join(tmpdir(), ownFolders()[0] ?? '');
    utimesSync(own, 0, 0);
    await jest.advanceTimersByTimeAsync(15 * 60_000 + 1000);
    expect(await isGone(later)).toBe(true);
    expect(statSync(own).mtimeMs).toBeGreaterThan(0);
    await cache.close();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  test('are removed, but neither those of living ones, nor fresh ones, nor anything else', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'sweep-'));
    const now = Date.UTC(2026, 0, 15);
    const gone = 2 ** 30; // above the largest process id
    const folder = (name: string, hoursOld: number): string => {
      const path = join(parent, name);
      mkdirSync(path);
      const at = (now - hoursOld * 3_600_000) / 1000;
      utimesSync(path, at, at);
      return path;
    };
    const abandoned = folder(`partner-center-insights-emulator-${gone}-aaaaaa`, 2);
    const kept = [
      folder(`partner-center-insights-emulator-${gone}-bbbbbb`, 0.5),
      folder(`partner-center-insights-emulator-${process.pid}-cccccc`, 2),
      folder(`somebody-else-${gone}-dddddd`, 2),
    ];
    expect(await sweepLeftovers(now, parent)).toBe(1);
    expect(existsSync(abandoned)).toBe(false);
    expect(kept.map((path) => existsSync(path))).toEqual([true, true, true]);
    expect(await sweepLeftovers(now, join(parent, 'not there'))).toBe(0);
    rmSync(parent, { recursive: true });
  });
});
