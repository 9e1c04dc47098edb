import { control, type Answer } from '../api.ts';
import type { TimeWindow } from './time-window.ts';
import type { TimelineData } from './timeline-data.ts';

export async function readTimeline({ from, to }: TimeWindow): Promise<Answer<TimelineData>> {
  return control<TimelineData>(
    'GET',
    `/timeline?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`,
  );
}
