import { control, list } from './api.ts';
import { createResource } from './live-resource.ts';
import type { Query, Report, Sandbox } from './wire.ts';

/** What several views show: followed as long as the page is open. */
export const reports = createResource<readonly Report[]>(() => list('/ScheduledReport'), ['report']);
export const queries = createResource<readonly Query[]>(() => list('/ScheduledQueries'), ['query']);
export const sandboxes = createResource<readonly Sandbox[]>(async () => {
  const answer = await control<{ sandboxes: readonly Sandbox[] }>('GET', '/sandboxes');
  return answer.ok ? { ...answer, value: answer.value.sandboxes } : answer;
}, ['removed']);
