import type { EffectKind } from '../effect.ts';
import { delay } from './delay.ts';
import { expiredLink } from './expired-link.ts';
import { reset } from './reset.ts';
import { slow } from './slow.ts';
import { status } from './status.ts';
import { stuckRunning } from './stuck-running.ts';
import { truncate } from './truncate.ts';

/** In the order in which they act on one and the same request. */
export const ALL_EFFECTS: readonly EffectKind[] = [
  delay,
  reset,
  status,
  truncate,
  slow,
  stuckRunning,
  expiredLink,
];
