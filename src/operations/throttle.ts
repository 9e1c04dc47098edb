import { refuse } from '../errors/api-errors.ts';
import type { ScheduledReport } from '../schedule/scheduler.ts';
import type { OperationContext } from './operation.ts';

/**
 * The story `throttled`: every other call about a report is refused, the first one to begin with. One that only looks is none.
 * @throws ApiError `story.throttled`
 */
export function throttle(
  { sandbox, isObserving }: Pick<OperationContext, 'sandbox' | 'isObserving'>,
  reports: readonly ScheduledReport[],
): void {
  if (isObserving) return;
  const isThrottled = ({ report }: ScheduledReport): boolean =>
    sandbox.storyOf(report.settings).throttled === true;
  if (!reports.some(isThrottled)) return;
  const throttled = reports.filter(isThrottled);
  const refusing = throttled.filter(({ throttledCalls }) => throttledCalls % 2 === 0);
  // A call about several goes through when none refuses it: those that would let it through wait for the others.
  for (const scheduled of refusing.length > 0 ? refusing : throttled) scheduled.throttledCalls++;
  if (refusing.length > 0) throw refuse('story.throttled', 'the next call goes through');
}
