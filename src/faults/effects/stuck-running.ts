import { EXECUTIONS } from '../fault-event.ts';
import type { EffectKind } from '../effect.ts';

/** `{"stuckRunning":true}`: an execution that begins to run never completes. */
export const stuckRunning: EffectKind = {
  name: 'stuckRunning',
  actsOn: { subject: 'execution', operations: [EXECUTIONS], methods: ['GET'] },
  read: (asked) => (asked.stuckRunning === undefined ? null : { name: 'stuckRunning' }),
};
