import type { operations } from '../generated/request-inputs.ts';
import { createReport } from './create-report.ts';
import { createReportQuery } from './create-report-query.ts';
import { deleteReport } from './delete-report.ts';
import { deleteReportQuery } from './delete-report-query.ts';
import { getAllDatasets } from './get-all-datasets.ts';
import { getReportExecutions } from './get-report-executions.ts';
import { getReportQueries } from './get-report-queries.ts';
import { getReports } from './get-reports.ts';
import type { Operation } from './operation.ts';
import { pauseReportExecutions } from './pause-report-executions.ts';
import { resumeReportExecutions } from './resume-report-executions.ts';
import { tryReportQuery } from './try-report-query.ts';
import { updateReport } from './update-report.ts';

type SurfaceOperation = Extract<(typeof operations)[number], { readonly area: 'surface' }>;
export type SurfaceOperationId = SurfaceOperation['operationId'];

/** The operations of a surface; where each one stands is openapi.yaml's to say. */
export const allOperations: Readonly<Record<SurfaceOperationId, Operation>> = {
  GetAllDatasets: getAllDatasets,
  CreateReportQuery: createReportQuery,
  GetReportQueries: getReportQueries,
  DeleteReportQuery: deleteReportQuery,
  TryReportQuery: tryReportQuery,
  CreateReport: createReport,
  GetReports: getReports,
  UpdateReport: updateReport,
  DeleteReport: deleteReport,
  PauseReportExecutions: pauseReportExecutions,
  ResumeReportExecutions: resumeReportExecutions,
  GetReportExecutions: getReportExecutions,
};
