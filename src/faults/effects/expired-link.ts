import { DOWNLOAD, EXECUTIONS } from '../fault-event.ts';
import type { EffectKind } from '../effect.ts';

/** `{"expiredLink":true}`: links have expired when they are given out, and when they are used. */
export const expiredLink: EffectKind = {
  name: 'expiredLink',
  actsOn: { subject: 'exchange', operations: [EXECUTIONS, DOWNLOAD], methods: null },
  read: (asked) => (asked.expiredLink === undefined ? null : { name: 'expiredLink' }),
};
