import { list, type Answer } from '../api.ts';
import { readTimeline, type Row } from '../timeline/timeline-data.ts';
import type { Execution } from '../wire.ts';

export interface DatedExecution extends Execution {
  /** Milliseconds since 1970; null where the two readings don't fit together, as in the middle of a change. */
  readonly dueAt: number | null;
}

/** The service does not tell when an execution was due; the timeline does, in the same order. */
export async function readExecutions(
  reportId: string,
  statuses: readonly string[],
): Promise<Answer<readonly DatedExecution[]>> {
  const [answer, timeline] = await Promise.all([
    list<Execution>(pathOf(reportId, statuses)),
    readTimeline(EVER, reportId),
  ]);
  if (!answer.ok) return answer;
  const row = timeline.ok ? timeline.value.reports[0] : undefined;
  const due = row === undefined ? [] : dueMoments(row, statuses);
  const fits = due.length === answer.value.length;
  return {
    ...answer,
    value: answer.value.map((one, at) => ({ ...one, dueAt: fits ? (due[at] ?? null) : null })),
  };
}

export function pathOf(reportId: string, statuses: readonly string[]): string {
  return `/ScheduledReport/execution/${reportId}?executionStatus=${statuses.join(';')}&getLatestExecution=false`;
}

const EVER = { from: -Infinity, to: Infinity };

/** Newest first; of those due at the same moment the one with the higher number. */
function dueMoments(row: Row, statuses: readonly string[]): readonly (number | null)[] {
  const all = (['completed', 'running', 'pending', 'paused'] as const)
    .filter((status) => statuses.some((one) => one.toLowerCase() === status))
    .flatMap((status) => row[status].map(([number, dueAt]) => ({ number: number ?? 0, dueAt: dueAt ?? 0 })));
  return all.sort((a, b) => b.dueAt - a.dueAt || b.number - a.number).map(({ dueAt }) => dueAt);
}
