import type { components } from '../../src/generated/api-types.ts';
import { control, type Answer } from '../api.ts';
import type { TimeWindow } from './time-window.ts';

type Schemas = components['schemas'];

/** A report and its executions, as short lists of moments. */
export type Row = Schemas['TimelineReport'];
export type DueMoment = Schemas['DueMoment'];

export interface TimelineData {
  readonly reports: readonly Row[];
  /** What is to come, earliest first. */
  readonly next: readonly DueMoment[];
  readonly reportCount: number;
  /** Whether something was left out. */
  readonly isCut: boolean;
}

/** @param reportId only this report */
export async function readTimeline(
  { from, to }: TimeWindow,
  reportId?: string,
): Promise<Answer<TimelineData>> {
  const only = reportId === undefined ? '' : `&reportId=${reportId}`;
  return control<TimelineData>('GET', `/timeline?from=${presentMoment(from)}&to=${presentMoment(to)}${only}`);
}

/** The next thing that happens. Executions have no use for that, so next to none are asked for. */
export async function readNextDue(): Promise<Answer<DueMoment | null>> {
  const answer = await control<TimelineData>('GET', '/timeline?limit=1');
  return answer.ok ? { ...answer, value: answer.value.next[0] ?? null } : answer;
}

/** The clock goes from 2000 to 2100, and has no moment beyond. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 11, 31);

function presentMoment(ms: number): string {
  return `${new Date(Math.min(LATEST, Math.max(EARLIEST, ms))).toISOString().slice(0, 19)}Z`;
}
