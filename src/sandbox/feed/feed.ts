import { randomBytes } from 'node:crypto';
import { Ring } from '../../primitives/ring.ts';
import { Signal } from '../../primitives/signal.ts';
import type { FeedEvent, SandboxEvent, ToldEvent } from './sandbox-event.ts';

/** So many events can be made up for; whoever has missed more reads everything anew. */
const KEPT_EVENTS = 1000;

/**
 * What has changed in a sandbox since somebody first listened, numbered. It outlives a reset. Listeners pull at their own pace:
 * nothing is kept for a slow one.
 */
export class Feed {
  /** Tells its numbers from those before a restart of the emulator, or of a sandbox of the same name. */
  readonly #epoch = randomBytes(6).toString('hex');
  readonly #ring = new Ring<ToldEvent>(KEPT_EVENTS);
  #lastNumber = 0;
  #isOver = false;
  /** Given when there is more, at the end, and when a listener goes. */
  readonly #told = new Signal();

  tell(events: readonly SandboxEvent[]): void {
    for (const event of events) {
      this.#lastNumber++;
      this.#ring.push(this.#named(event, this.#lastNumber));
    }
    this.#told.give();
  }

  /** Nothing follows any more. */
  end(): void {
    this.#isOver = true;
    this.#told.give();
  }

  /**
   * What is told from this call on, or after the event named, in batches, until the end or the abort. A listener that was too far
   * behind is told `missed` once, then what comes after; `ready` says that it is up to date.
   */
  follow(lastId: string | null, signal: AbortSignal): AsyncGenerator<readonly ToldEvent[], void> {
    return this.#follow(lastId === null ? this.#lastNumber : this.#numberOf(lastId), signal);
  }

  async *#follow(since: number | null, signal: AbortSignal): AsyncGenerator<readonly ToldEvent[], void> {
    let at = since;
    let isNew = true;
    // Others that wake look, find nothing and wait on.
    signal.addEventListener('abort', () => this.#told.give(), { once: true });
    while (!signal.aborted) {
      const more = at === null ? null : this.#after(at);
      at = this.#lastNumber;
      if (more === null) yield [this.#named({ kind: 'missed' }, at)];
      else if (more.length > 0) yield more;
      else if (isNew) {
        isNew = false;
        yield [this.#named({ kind: 'ready' }, at)];
      } else if (this.#isOver) return;
      else await this.#told.next();
    }
  }

  /** Null when more has been told since than is kept. */
  #after(number: number): readonly ToldEvent[] | null {
    const count = this.#lastNumber - number;
    return count > this.#ring.size ? null : this.#ring.newest(count);
  }

  #named(event: FeedEvent, number: number): ToldEvent {
    return { id: `${this.#epoch}-${number}`, event };
  }

  /** Null for what this feed has not told. */
  #numberOf(id: string): number | null {
    const [, epoch, digits] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id) ?? [];
    const number = Number(digits);
    return epoch === this.#epoch && number <= this.#lastNumber ? number : null;
  }
}
