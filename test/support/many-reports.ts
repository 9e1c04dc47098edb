import { createIdentifiers } from '../../src/sandbox/identifiers.ts';
import type { SandboxHandle } from '../../src/sandbox-handle.ts';
import { Partner } from './partner.ts';
import { createReport, scheduled } from './payloads.ts';
import { SURFACE } from './start-for-test.ts';

/** Of the emulators that tests start. */
const DEFAULT_SEED = 1;

/** So many reports that run every four hours, quicker than by as many requests. The sandbox holds no others. */
export async function makeManyReports(sandbox: SandboxHandle, count: number): Promise<void> {
  await createReport(new Partner(`${sandbox.url}${SURFACE}`), scheduled({ RecurrenceInterval: 4 }));
  const state = sandbox.state();
  const [first] = state.reports.kept;
  if (first === undefined) throw new Error('There is no report');
  const identifiers = createIdentifiers(DEFAULT_SEED);
  const kept = Array.from({ length: count }, (_, index) => ({
    ...first,
    number: index + 1,
    reportId: identifiers.report(index + 1),
  }));
  sandbox.restore({ ...state, reports: { created: count, kept } });
}
