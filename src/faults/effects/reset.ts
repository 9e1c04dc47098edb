import { EVERY_EXCHANGE, type EffectKind } from '../effect.ts';

/** `{"reset":true}`: the connection breaks instead of an answer. */
export const reset: EffectKind = {
  name: 'reset',
  actsOn: EVERY_EXCHANGE,
  read: ({ reset: asked }) =>
    asked === undefined ? null : { name: 'reset', meet: (exchange) => exchange.breakOff() },
};
