import type { Sandbox } from '../sandbox.ts';
import type { ReadState } from './read-state.ts';

/** Fills a sandbox that has just been made with the options of the state; its clock goes on from where it stood. */
export function restoreSandbox(sandbox: Sandbox, state: ReadState): void {
  const { clock, records, scheduler, callbacks, faults, inbox } = sandbox;
  const { now, mode, rate } = state.clock;
  // Nothing happens before everything is there.
  clock.set('frozen', rate);
  clock.jumpTo(now);
  for (const query of state.queries.kept) records.addQuery(query);
  for (const report of state.reports.kept) records.addReport(scheduler.restore(report));
  records.restoreCounts({ queries: state.queries.created, reports: state.reports.created });
  callbacks.restore(state.callbacks);
  faults.restore(state.faults.kept, state.faults.created);
  inbox.restore(state.inbox.kept, state.inbox.created);
  clock.set(mode, rate);
}
