/** So many are told of one file; whoever has that many will find the others by their pattern. */
const MOST = 10;

/** What is wrong with one file. */
export class Problems {
  readonly #path: string;
  readonly #lines: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** A line each. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /**
   * Notes one more.
   * @param place `line 3, column 5 (City)`; empty when it is about the whole file.
   */
  add(place: string, problem: string): void {
    this.#lines.push(`${this.#path}${place === '' ? '' : `, ${place}`}: ${problem}`);
    if (this.#lines.length >= MOST) this.giveUp();
  }

  /** Notes one after which there is no point in reading on. */
  fail(place: string, problem: string): never {
    this.add(place, problem);
    this.giveUp();
  }

  /** Ends the reading of the file. */
  giveUp(): never {
    throw new Enough();
  }

  /** What `read` gives; null when it gave up. */
  gather<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (error instanceof Enough) return null;
      throw error;
    }
  }
}

/** Ends the reading of a file, whatever parser is under way. */
class Enough extends Error {}

/** What was given, in quotes. */
export function shown(text: string): string {
  return `'${short(text)}'`;
}

/** What was given, on one line and short enough to read. */
export function short(text: string): string {
  const start = text.slice(0, 100).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  const characters = Array.from(start);
  return characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : start;
}
