import type { Duplex } from 'node:stream';
import { surelyAfter } from '../clock/wall-clock.ts';

/** What is under way at close gets this long to end. */
const GRACE_MS = 500;

/** Node forgets the sockets of a CONNECT or of broken requests, and would wait for them at close for ever. */
export class OpenSockets {
  readonly #sockets = new Set<Duplex>();
  #whenEmpty: () => void = () => {};

  add(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#whenEmpty();
    });
  }

  /** Comes true when the last of them is closed, by force after a while. */
  async allClosed(): Promise<void> {
    if (this.#sockets.size === 0) return;
    // A socket from which nothing is read keeps no process alive, and whoever awaits this would never hear of it.
    const spare = surelyAfter(GRACE_MS, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
    await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    spare();
  }
}
