import { DOWNLOAD } from '../fault-event.ts';
import type { EffectScope } from '../effect.ts';

/** The effects on bytes: a HEAD has none. */
export const DOWNLOADS: EffectScope = { subject: 'exchange', operations: [DOWNLOAD], methods: ['GET'] };
