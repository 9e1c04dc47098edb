import { SECOND } from '../primitives/instant.ts';
import type { SandboxSettings } from './emulator-options.ts';
import type { SandboxOptions } from './normalized-options.ts';

/** The settings that `normalizeSandboxOptions` reads as these options, every one of them spelled out. Durations are seconds. */
export function settingsOf(options: SandboxOptions): Required<SandboxSettings> {
  const { mode, now, rate } = options.clock;
  return {
    seed: options.seed,
    customers: options.customers,
    clock: { mode, rate, ...(now === null ? {} : { now: new Date(now).toISOString() }) },
    queueTime: options.queueTimeMs / SECOND,
    runTime: options.runTimeMs / SECOND,
    minStartLead: options.minStartLeadMs / SECOND,
    linkTtl: options.linkTtlMs / SECOND,
    auth: options.auth,
    quotas: options.quotas,
    executionDefault: options.executionDefault,
    reportLocation: options.reportLocation,
    compressReports: options.compressReports,
    stories: options.stories,
    callbackTimeout: options.callbackTimeoutMs / SECOND,
    callbackRetry: options.callbackRetry.delaysMs.map((ms) => ms / SECOND),
  };
}
