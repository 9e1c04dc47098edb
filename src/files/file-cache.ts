import { FileInMemory, FileOnDisk, type CachedFile } from './cached-file.ts';
import { TemporaryFolder } from './temporary-folder.ts';

export interface FileCacheSetup {
  /** How many bytes of files are kept, those being fetched not counted. */
  readonly maxBytes?: number;
  /** How many of them in memory. */
  readonly maxMemoryBytes?: number;
}

/** A file while it is being used; it stays readable until it is disposed of, whatever becomes of its place in the cache. */
export interface StoredFile extends Disposable {
  readonly size: number;
  /** The bytes from `start` up to but not `end`. What is being read stays readable, also when the file itself is disposed of. */
  read(start: number, end: number): ReturnType<CachedFile['read']>;
}

const MEBIBYTE = 1 << 20;
/** From this size on a file goes to disk. */
const LARGE_BYTES = MEBIBYTE;

/** Keeps report files that were made, by ETag, the least recently used going first: small ones in memory, large ones on disk. */
export class FileCache {
  readonly #maxBytes: number;
  readonly #maxMemoryBytes: number;
  readonly #folder = new TemporaryFolder();
  /** The least recently used first. */
  readonly #files = new Map<string, CachedFile>();
  readonly #beingMade = new Map<string, Promise<CachedFile>>();
  #bytes = 0;
  #memoryBytes = 0;
  #closed = false;

  constructor({ maxBytes = 256 * MEBIBYTE, maxMemoryBytes = 32 * MEBIBYTE }: FileCacheSetup = {}) {
    this.#maxBytes = maxBytes;
    this.#maxMemoryBytes = maxMemoryBytes;
  }

  get size(): { readonly bytes: number; readonly memoryBytes: number } {
    return { bytes: this.#bytes, memoryBytes: this.#memoryBytes };
  }

  /**
   * The file with this ETag, made if need be: once, however many ask for it at the same time. A failure is everybody's who asked,
   * and is not kept.
   */
  async getOrMake(etag: string, make: () => AsyncIterable<Uint8Array>): Promise<StoredFile> {
    const known = this.#files.get(etag);
    if (known !== undefined) {
      this.#files.delete(etag);
      this.#files.set(etag, known);
      return lend(known);
    }
    if (this.#closed) throw new Error('the file cache is closed');
    const beingMade = this.#beingMade.get(etag) ?? this.#make(etag, make);
    return beingMade.then(lend);
  }

  /** Forgets everything and removes it from the disk. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#beingMade.values());
    for (const etag of this.#files.keys()) this.#drop(etag);
    await this.#folder.remove();
  }

  #make(etag: string, make: () => AsyncIterable<Uint8Array>): Promise<CachedFile> {
    const beingMade = this.#store(make)
      .then((file) => {
        // Until those who asked have got it, nothing else that is kept may push it out.
        setImmediate(file.retain());
        this.#keep(etag, file);
        return file;
      })
      .finally(() => this.#beingMade.delete(etag));
    this.#beingMade.set(etag, beingMade);
    return beingMade;
  }

  /** Gathers in memory, and goes over to a file on disk once there is much. */
  async #store(make: () => AsyncIterable<Uint8Array>): Promise<CachedFile> {
    const gathered: Uint8Array[] = [];
    let bytes = 0;
    let onDisk: FileOnDisk | null = null;
    try {
      for await (const block of make()) {
        if (this.#closed) throw new Error('the file cache is closed');
        gathered.push(block);
        bytes += block.length;
        if (onDisk === null && bytes < LARGE_BYTES) continue;
        onDisk ??= new FileOnDisk(await this.#folder.openNewFile());
        await onDisk.append(gathered.splice(0));
      }
      return onDisk ?? new FileInMemory(Buffer.concat(gathered));
    } catch (error) {
      onDisk?.drop();
      throw error;
    }
  }

  #keep(etag: string, file: CachedFile): void {
    this.#files.set(etag, file);
    this.#bytes += file.size;
    this.#memoryBytes += file.memoryBytes;
    for (const [oldest, { memoryBytes }] of this.#files) {
      const full = this.#bytes > this.#maxBytes;
      if (!full && this.#memoryBytes <= this.#maxMemoryBytes) return;
      // The newest stays even when it is too large: clients fetch one file in many parts.
      if (oldest !== etag && (full || memoryBytes > 0)) this.#drop(oldest);
    }
  }

  #drop(etag: string): void {
    const file = this.#files.get(etag);
    if (file === undefined) return;
    this.#files.delete(etag);
    this.#bytes -= file.size;
    this.#memoryBytes -= file.memoryBytes;
    file.drop();
  }
}

function lend(file: CachedFile): StoredFile {
  const release = file.retain();
  return { size: file.size, read: (start, end) => file.read(start, end), [Symbol.dispose]: release };
}
