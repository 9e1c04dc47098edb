/** Records that are of use for some minutes only, by a key nobody can guess. */
export class ShortLived<T extends { readonly expiresAt: number }> {
  readonly #byKey = new Map<string, T>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** False when it holds as many as it may, and none of them has expired. What has expired makes room only then, so as to be told from the unknown. */
  put(key: string, record: T, now: number): boolean {
    if (!this.#byKey.has(key) && this.#byKey.size >= this.#most) this.#forgetExpired(now);
    if (!this.#byKey.has(key) && this.#byKey.size >= this.#most) return false;
    this.#byKey.set(key, record);
    return true;
  }

  get(key: string): T | null {
    return this.#byKey.get(key) ?? null;
  }

  find(is: (record: T) => boolean): readonly [string, T] | null {
    for (const entry of this.#byKey) if (is(entry[1])) return entry;
    return null;
  }

  #forgetExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#byKey) if (expiresAt <= now) this.#byKey.delete(key);
  }
}
