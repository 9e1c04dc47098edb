import { requireRole } from '../identity/access.ts';
import { findReport } from './find-report.ts';
import type { Operation } from './operation.ts';
import { presentReport } from './present/present-report.ts';

export const resumeReportExecutions: Operation = ({ pathId }, context) => {
  const scheduled = findReport(pathId, context);
  requireRole(context.caller);
  context.sandbox.scheduler.resume(scheduled);
  return { value: [presentReport(scheduled.report)], message: 'Report resumed successfully' };
};
