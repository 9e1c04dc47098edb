import type { DescribedDelivery } from '../callbacks/described-delivery.ts';
import type { InboxEntry } from '../callbacks/inbox.ts';
import type { ClockMode } from '../clock/clock.ts';
import type { FaultState } from '../faults/fault.ts';
import type { SandboxSettings } from '../options/emulator-options.ts';
import { settingsOf } from '../options/settings-of.ts';
import { describeReport, type ReportState } from '../schedule/report-state.ts';
import type { Query } from './record-store.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * A sandbox as one JSON document: all that its future depends on, so that it goes on elsewhere as if it had never moved. Not in it are
 * its name, the journal, and what no two emulators share: keys and the secret of links. Instants are milliseconds since 1970.
 */
export interface SandboxSnapshot {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly options: SandboxSettings;
  /** Where its clock starts at a reset, unless the options say. */
  readonly startedAt: number;
  /** The datasets whose rows are the user's own; their rows do not come along. */
  readonly ownRows: readonly string[];
  readonly clock: { readonly now: number; readonly mode: ClockMode; readonly rate: number };
  readonly queries: Counted<Query>;
  readonly reports: Counted<ReportState>;
  readonly callbacks: readonly DescribedDelivery[];
  readonly faults: Counted<FaultState>;
  readonly inbox: Counted<InboxEntry>;
}

/** What is there, and how many there have been: numbers are never given twice. */
export interface Counted<T> {
  readonly created: number;
  readonly kept: readonly T[];
}

export const FORMAT = 'insights-emulator-sandbox';
/** One more whenever documents change so that an older emulator would read them wrongly. */
export const VERSION = 1;

export function takeSnapshot(sandbox: Sandbox): SandboxSnapshot {
  const { clock, records, scheduler, faults, inbox } = sandbox;
  // What is due by now on a running clock has happened.
  const now = clock.catchUp();
  scheduler.forgetExpired(records.everyReport());
  return {
    format: FORMAT,
    version: VERSION,
    options: settingsOf(sandbox.options),
    startedAt: sandbox.startedAt,
    ownRows: sandbox.ownDatasets,
    clock: { now, mode: clock.mode, rate: clock.rate },
    queries: { created: records.created.queries, kept: [...records.everyQuery()] },
    reports: { created: records.created.reports, kept: Array.from(records.everyReport(), describeReport) },
    callbacks: sandbox.callbacks.describe(),
    faults: { created: faults.lastNumber, kept: faults.list() },
    inbox: { created: inbox.lastNumber, kept: inbox.entries() },
  };
}
