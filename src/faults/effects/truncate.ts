import { CutOff, type EffectKind } from '../effect.ts';
import { DOWNLOADS } from './downloads.ts';

/** `{"truncate":bytes}`: the connection breaks after so many bytes of a file, whatever `Content-Length` has promised. */
export const truncate: EffectKind = {
  name: 'truncate',
  actsOn: DOWNLOADS,
  read: ({ truncate: bytes }) =>
    bytes === undefined ? null : { name: 'truncate', send: (whole) => firstOf(whole, bytes) },
};

async function* firstOf(whole: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const block of whole) {
    if (left > 0) yield block.subarray(0, left);
    if (block.length > left) throw new CutOff(`cut off after ${bytes} bytes`);
    left -= block.length;
  }
}
