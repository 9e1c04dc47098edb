import { refuse } from '../errors/api-errors.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';

/**
 * The story `throttled`: every other call about a report is refused, the first one to begin with.
 * @throws ApiError `story.throttled`
 */
export function throttle(sandbox: Sandbox, reports: readonly ScheduledReport[]): void {
  let refused = false;
  for (const scheduled of reports) {
    if (sandbox.storyOf(scheduled.report.settings).throttled !== true) continue;
    if (scheduled.throttledCalls++ % 2 === 0) refused = true;
  }
  if (refused) throw refuse('story.throttled', 'the next call goes through');
}
