import { EVERY_EXCHANGE, type EffectKind } from '../effect.ts';

/** `{"status":429}`: a refusal in the form of the side that was asked; for a callback, the receiver's answer. */
export const status: EffectKind = {
  name: 'status',
  actsOn: EVERY_EXCHANGE,
  read: ({ status: code, message, headers }) =>
    code === undefined
      ? null
      : { name: 'status', meet: (exchange) => exchange.answer(code, message ?? null, headers ?? {}) },
};
