import type { Effect, EffectName, StruckExchange, Wait } from './effect.ts';

/** Lets effects happen to a request or a callback, one after another until it has ended. */
export async function undergo(effects: readonly Effect[], exchange: StruckExchange): Promise<void> {
  for (const effect of effects) {
    if (exchange.ended) return;
    await effect.meet?.(exchange);
  }
}

export function isAmong(effects: readonly Effect[], name: EffectName): boolean {
  return effects.some((effect) => effect.name === name);
}

/** Whether the bytes of a file are touched at all. */
export function touchesBytes(effects: readonly Effect[]): boolean {
  return effects.some((effect) => 'send' in effect);
}

export function sendUnder(
  effects: readonly Effect[],
  bytes: AsyncIterable<Uint8Array>,
  wait: Wait,
): AsyncIterable<Uint8Array> {
  return effects.reduce((sent, effect) => effect.send?.(sent, wait) ?? sent, bytes);
}
