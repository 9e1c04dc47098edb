import { open, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { wallClock } from '../clock/wall-clock.ts';
import { errorCode } from '../primitives/error-code.ts';
import { HOUR } from '../primitives/instant.ts';
import type { OpenFile } from './cached-file.ts';
import { Housekeeping } from './housekeeping.ts';

const openFile = promisify(open);

const PREFIX = 'partner-center-insights-emulator-';
/** A folder of another machine's or container's process looks abandoned too, but while that process lives it touches its folder. */
const UNTOUCHED_MS = HOUR;

/** A folder of this process, made when the first file is, and gone with the process at the latest. */
export class TemporaryFolder {
  #path: Promise<string> | null = null;
  #files = 0;
  readonly #housekeeping = new Housekeeping(() => this.#keepOrder());

  /** Opens a new file for writing and reading. */
  async openNewFile(): Promise<OpenFile> {
    const path = join(await this.#ensure(), `${++this.#files}.part`);
    this.#housekeeping.begin();
    return { path, fd: await openFile(path, 'wx+', 0o600) };
  }

  async remove(): Promise<void> {
    await this.#housekeeping.stop();
    const path = await this.#path?.catch(() => null);
    this.#path = null;
    if (typeof path !== 'string') return;
    keepAtExit(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Also made anew when it could not be made before, or something has cleaned up behind our back. */
  async #ensure(): Promise<string> {
    const current = (this.#path ??= makeFolder());
    const path = await current.catch(() => null);
    if (path !== null && (await exists(path))) return path;
    if (this.#path === current) this.#path = makeFolder();
    return this.#path;
  }

  async #keepOrder(): Promise<void> {
    const nowMs = wallClock.calendarMs();
    const path = await this.#path?.catch(() => null);
    if (typeof path === 'string') await utimes(path, nowMs / 1000, nowMs / 1000).catch(() => {}); // not there any more
    await sweepLeftovers(nowMs);
  }
}

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  removeAtExit(path);
  return path;
}

/** One listener for all: a process may hold any number of emulators, and Node warns of more than ten listeners. */
const toRemoveAtExit = new Set<string>();

function removeAtExit(path: string): void {
  if (toRemoveAtExit.size === 0) process.on('exit', removeAll);
  toRemoveAtExit.add(path);
}

function keepAtExit(path: string): void {
  toRemoveAtExit.delete(path);
  if (toRemoveAtExit.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const path of toRemoveAtExit) rmSync(path, { recursive: true, force: true });
}

/** Removes the folders of processes that ended without being able to; tells how many. */
export async function sweepLeftovers(nowMs: number, parent: string = tmpdir()): Promise<number> {
  let swept = 0;
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if (!isAbandoned(name)) continue;
    const facts = await stat(path).catch(() => null);
    if (facts === null || !facts.isDirectory() || nowMs - facts.mtimeMs < UNTOUCHED_MS) continue;
    await rm(path, { recursive: true, force: true }).then(
      () => swept++,
      () => {}, // somebody else's
    );
  }
  return swept;
}

/** Whether the name is that of a folder whose process is no more. */
function isAbandoned(name: string): boolean {
  const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
  if (pid === undefined || Number(pid) === 0) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
