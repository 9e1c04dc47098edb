import { requireRole } from '../identity/access.ts';
import { findReport } from './find-report.ts';
import type { Operation } from './operation.ts';
import { presentReport } from './present/present-report.ts';

/** Its executions and their files go with it; a callback attempt in flight may finish. */
export const deleteReport: Operation = ({ pathId }, context) => {
  const { sandbox, caller } = context;
  const scheduled = findReport(pathId, context);
  requireRole(caller);
  sandbox.scheduler.end(scheduled);
  sandbox.callbacks.forgetReport(scheduled.report.reportId);
  sandbox.records.removeReport(scheduled.report.reportId);
  return { value: [presentReport(scheduled.report)], message: 'Report deleted successfully' };
};
