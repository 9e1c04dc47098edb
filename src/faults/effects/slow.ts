import type { EffectKind, Wait } from '../effect.ts';
import { DOWNLOADS } from './downloads.ts';

/** `{"slow":bytesPerSecond}`: a file trickles. */
export const slow: EffectKind = {
  name: 'slow',
  actsOn: DOWNLOADS,
  read: ({ slow: rate }) =>
    rate === undefined ? null : { name: 'slow', send: (whole, wait) => trickle(whole, rate, wait) },
};

/** So often a second something comes, unless a single byte takes longer. */
const TIMES_A_SECOND = 20;

async function* trickle(
  whole: AsyncIterable<Uint8Array>,
  bytesPerSecond: number,
  wait: Wait,
): AsyncGenerator<Uint8Array> {
  const step = Math.max(1, Math.floor(bytesPerSecond / TIMES_A_SECOND));
  for await (const block of whole) {
    for (let at = 0; at < block.length; at += step) {
      const drop = block.subarray(at, at + step);
      await wait((drop.length * 1000) / bytesPerSecond);
      yield drop;
    }
  }
}
