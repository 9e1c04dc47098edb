import { EVERY_EXCHANGE, type EffectKind } from '../effect.ts';

/** `{"delay":ms}`: a request or a callback waits, in real time. */
export const delay: EffectKind = {
  name: 'delay',
  actsOn: EVERY_EXCHANGE,
  read: ({ delay: ms }) =>
    ms === undefined ? null : { name: 'delay', meet: (exchange) => exchange.wait(ms) },
};
