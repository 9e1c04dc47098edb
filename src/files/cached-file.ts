import { closeSync, createReadStream, read, rmSync, write } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const writeFile = promisify(write);

/** Bytes that are there until they were dropped and nobody uses them any more. */
export abstract class CachedFile {
  #users = 0;
  #dropped = false;

  abstract readonly size: number;
  /** How much memory it takes. */
  abstract readonly memoryBytes: number;
  /** The bytes from `start` up to but not `end`. */
  abstract read(start: number, end: number): Uint8Array | Readable;
  /** Frees what it takes. */
  protected abstract free(): void;

  /** Keeps it usable until the answer is called, once or more often. */
  retain(): () => void {
    this.#users++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#users--;
      if (this.#dropped && this.#users === 0) this.free();
    };
  }

  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    if (this.#users === 0) this.free();
  }
}

export class FileInMemory extends CachedFile {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  get memoryBytes(): number {
    return this.#bytes.length;
  }

  read(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  protected free(): void {} // garbage collection does
}

/** A stream that is destroyed closes its file, also when told not to by `autoClose`; others are reading this one. */
const LEFT_OPEN = {
  read,
  close: (_fd: number, done: (error: null) => void) => done(null),
};

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
}

/** Stays open as long as it is there, so that it can be read even after something else removed it from its folder. */
export class FileOnDisk extends CachedFile {
  readonly memoryBytes = 0;
  readonly #file: OpenFile;
  #size = 0;

  constructor(file: OpenFile) {
    super();
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  async append(blocks: readonly Uint8Array[]): Promise<void> {
    for (const block of blocks) {
      for (let written = 0; written < block.length;) {
        const { bytesWritten } = await writeFile(this.#file.fd, block, written);
        written += bytesWritten;
      }
      this.#size += block.length;
    }
  }

  read(start: number, end: number): Uint8Array | Readable {
    if (end <= start) return new Uint8Array(0);
    const release = this.retain();
    const stream = createReadStream('', {
      fd: this.#file.fd,
      start,
      end: end - 1,
      fs: LEFT_OPEN,
      highWaterMark: 256 * 1024,
    });
    return stream.on('close', release);
  }

  protected free(): void {
    closeSync(this.#file.fd);
    rmSync(this.#file.path, { force: true });
  }
}
