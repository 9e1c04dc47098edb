import { wallClock } from '../../clock/wall-clock.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';

/** The time in a sandbox; where there is none yet, as a refusal makes none, that at which it would start. */
export function timeIn(sandboxes: Sandboxes, name: string): number {
  const sandbox = sandboxes.existing(name);
  sandbox?.clock.catchUp();
  return sandbox?.clock.now() ?? sandboxes.defaults.clock.now ?? wallClock.calendarMs();
}
