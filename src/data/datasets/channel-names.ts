import { textsOf } from '../texts.ts';

/** The names of `Channel`, in its order. */
export const CHANNEL_NAMES = textsOf(['Direct/CSP', 'Indirect/CSP', 'Direct']);
