import type { Delivery } from '../../callbacks/delivery.ts';
import { redactSecrets } from '../../logging/redact-secrets.ts';
import { formatInstant } from '../../primitives/instant.ts';
import { executionIdOf, type Execution } from '../../schedule/execution.ts';
import type { Report } from '../../schedule/report.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Feed } from './feed.ts';
import { Gathering } from './gathering.ts';
import type { ReportChange, SandboxEvent } from './sandbox-event.ts';

/** Tells a feed what changes in a sandbox; the answer ends that. */
export function watchSandbox(sandbox: Sandbox, feed: Feed): () => void {
  const { clock, records, scheduler, journal, callbacks, faults, inbox } = sandbox;
  const gathering = new Gathering(feed, sandbox.wall);
  const tellReport = (id: string, change: ReportChange): void =>
    gathering.add(
      'report',
      () => `${id} ${change}`,
      () => ({ kind: 'report', id, change }),
    );
  const tellCleared = (what: 'requests' | 'inbox' | 'faults'): void =>
    gathering.put('cleared', () => ({ kind: 'cleared', what }), what);
  clock.watch(() => gathering.put('clock', () => clockEvent(sandbox)));
  records.watch({
    onQuery: (id, change) =>
      gathering.add(
        'query',
        () => `${id} ${change}`,
        () => ({ kind: 'query', id, change }),
      ),
    onReport: tellReport,
  });
  scheduler.watch({
    onReport: (before, after) => tellReport(after.reportId, changeBetween(before, after)),
    onExecution(report, execution) {
      const { status } = execution;
      const about = (): string => `${executionIdOf(report.reportId, execution)} ${status}`;
      gathering.add('execution', about, () => executionEvent(report, execution, clock.now()));
    },
  });
  callbacks.watch((delivery) =>
    gathering.add(
      'callback',
      () => delivery.id,
      () => callbackEvent(delivery),
    ),
  );
  journal.watch({
    onEntry: (entry) =>
      gathering.add(
        'request',
        () => entry.number,
        () => ({
          kind: 'request',
          number: entry.number,
          method: entry.method,
          path: redactSecrets(entry.target),
          operation: entry.operation ?? 'unmatched',
          status: entry.status,
        }),
      ),
    onClear: () => tellCleared('requests'),
  });
  faults.watch({
    onFault: (id, change, hits) =>
      gathering.add(
        'fault',
        () => id,
        () => ({ kind: 'fault', id, change, hits }),
      ),
    onClear: () => tellCleared('faults'),
  });
  inbox.watch({
    onEntry: () => gathering.put('inbox', () => ({ kind: 'inbox', number: inbox.lastNumber })),
    onClear: () => tellCleared('inbox'),
  });
  return () => gathering.stop();
}

function changeBetween(before: Report, after: Report): ReportChange {
  if (before.modifiedAt !== after.modifiedAt || before.settings !== after.settings) return 'updated';
  if (after.status === 'Inactive') return 'ended';
  return after.status === 'Paused' ? 'paused' : 'resumed';
}

function clockEvent({ clock }: Sandbox): Extract<SandboxEvent, { readonly kind: 'clock' }> {
  const { mode, rate, advancing } = clock;
  return { kind: 'clock', now: formatInstant(clock.now()), mode, rate, advancing };
}

function executionEvent(
  { reportId }: Report,
  execution: Execution,
  now: number,
): Extract<SandboxEvent, { readonly kind: 'execution' }> {
  const executionId = executionIdOf(reportId, execution);
  return { kind: 'execution', reportId, executionId, status: execution.status, at: formatInstant(now) };
}

function callbackEvent({
  id,
  reportId,
  state,
  attempts,
}: Delivery): Extract<SandboxEvent, { readonly kind: 'callback' }> {
  return {
    kind: 'callback',
    id,
    reportId,
    attempt: attempts.length,
    state,
    status: attempts.at(-1)?.status ?? null,
  };
}
