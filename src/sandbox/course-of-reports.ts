import { EXECUTIONS } from '../faults/fault-event.ts';
import { isAmong } from '../faults/undergo.ts';
import { HOUR } from '../primitives/instant.ts';
import { executionIdOf, type CompletedExecution, type RunningExecution } from '../schedule/execution.ts';
import type { Report } from '../schedule/report.ts';
import type { Course } from '../schedule/scheduler.ts';
import { surfaceNamed } from '../surfaces/all-surfaces.ts';
import type { Sandbox } from './sandbox.ts';

/** How long after completion the story `late-callback` calls. */
const LATE_MS = HOUR;

/** How the reports of a sandbox fare: as its options say, unless a story or a fault has it otherwise. */
export function courseOfReports(sandbox: Sandbox): Course {
  return {
    runTimeMs: (report, { settings }) =>
      isStruck(sandbox, report)
        ? Infinity
        : (sandbox.storyOf(settings).runTimeMs ?? sandbox.options.runTimeMs),
    mayStayRunning: ({ settings }) =>
      sandbox.storyOf(settings).runTimeMs === Infinity || sandbox.faults.mayStrike('stuckRunning'),
    onStarted(report, execution) {
      if (sandbox.storyOf(execution.settings).callback === 'early') announce(sandbox, report, execution);
    },
    onCompleted(report, execution) {
      const { callback } = sandbox.storyOf(execution.settings);
      if (callback === 'none' || callback === 'early') return;
      announce(sandbox, report, execution, callback === 'late' ? { delayMs: LATE_MS } : {});
      if (callback === 'twice') announce(sandbox, report, execution, { copy: 2 });
    },
  };
}

/** An execution is looked for as the call that asks for it: there is none of its own. */
function isStruck({ faults }: Sandbox, report: Report): boolean {
  if (faults.isEmpty) return false;
  const path = `${surfaceNamed(report.surface).basePath}/ScheduledReport/execution/${report.reportId}`;
  return isAmong(
    faults.strike({ subject: 'execution', operation: EXECUTIONS, method: 'GET', path }),
    'stuckRunning',
  );
}

function announce(
  sandbox: Sandbox,
  report: Report,
  execution: RunningExecution | CompletedExecution,
  how: { readonly copy?: number; readonly delayMs?: number } = {},
): void {
  const { callback } = execution.settings;
  if (callback === null) return;
  sandbox.callbacks.deliver({
    reportId: report.reportId,
    reportNumber: report.number,
    executionId: executionIdOf(report.reportId, execution),
    executionNumber: execution.number,
    ...callback,
    ...how,
  });
}
