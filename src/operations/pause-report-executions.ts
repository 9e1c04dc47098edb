import { requireRole } from '../identity/access.ts';
import { findReport } from './find-report.ts';
import type { Operation } from './operation.ts';
import { presentReport } from './present/present-report.ts';

export const pauseReportExecutions: Operation = ({ pathId }, context) => {
  const scheduled = findReport(pathId, context);
  requireRole(context.caller);
  context.sandbox.scheduler.pause(scheduled);
  return { value: [presentReport(scheduled.report)], message: 'Report paused successfully' };
};
