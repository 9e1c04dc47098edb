import type { MessagePort, Transferable } from 'node:worker_threads';
import { Fifo } from '../primitives/fifo.ts';

/** How many items may be on their way: the giver works ahead of the taker, but not for ever. */
const MOST_AHEAD = 16;

type Message<Item> =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: Error };

/** The other end went away in the middle. */
export class HandOverBroken extends Error {
  override readonly name = 'HandOverBroken';
}

/**
 * Sends items to another thread, as that takes them. A failure is told there; when nobody takes any more, the rest is not made.
 * @param movable what of an item is moved there instead of copied, and so is lost here.
 */
export async function giveItems<Item>(
  port: MessagePort,
  items: Iterable<Item>,
  movable: (item: Item) => readonly Transferable[] = () => [],
): Promise<void> {
  let credit = MOST_AHEAD;
  let isGone = false;
  let wake = (): void => {};
  port.on('message', () => (credit++, wake()));
  port.on('close', () => ((isGone = true), wake()));
  const maySend = async (): Promise<boolean> => {
    while (credit === 0 && !isGone) await new Promise<void>((resolve) => (wake = resolve));
    credit--;
    return !isGone;
  };
  const send = (message: Message<Item>, moved: readonly Transferable[] = []): void =>
    port.postMessage(message, moved);
  try {
    for (const item of items) {
      if (!(await maySend())) return;
      send({ kind: 'item', item }, movable(item));
      // Other jobs have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    send({ kind: 'end' });
  } catch (error) {
    send({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
  }
}

/**
 * Takes what another thread gives; to stop taking ends the giving.
 * @throws HandOverBroken when the other end goes away, and whatever failed there.
 */
export async function* takeItems<Item>(port: MessagePort): AsyncGenerator<Item, void> {
  const arrived = new Fifo<Message<Item>>();
  let isBroken = false;
  let wake = (): void => {};
  // Both ends are of one build, so that what comes is what `giveItems` sends.
  port.on('message', (message: Message<Item>) => (arrived.push(message), wake()));
  port.on('close', () => ((isBroken = true), wake()));
  const next = async (): Promise<Message<Item>> => {
    for (;;) {
      const message = arrived.shift();
      if (message !== undefined) return message;
      if (isBroken) throw new HandOverBroken();
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  try {
    for (let message = await next(); message.kind !== 'end'; message = await next()) {
      if (message.kind === 'failed') throw message.error;
      yield message.item;
      port.postMessage('taken');
    }
  } finally {
    port.close();
  }
}
