import { refuse } from '../errors/api-errors.ts';
import { operationInputs } from '../generated/request-inputs.ts';
import { requireRole } from '../identity/access.ts';
import { readQueryInput } from './input/read-input.ts';
import type { Operation } from './operation.ts';
import { presentReport } from './present/present-report.ts';
import { throttle } from './throttle.ts';

export const getReports: Operation = ({ search }, context) => {
  const { sandbox, surface, caller } = context;
  const input = readQueryInput(operationInputs.GetReports.query, search);
  const reportId = input.reportId?.toLowerCase();
  const reportName = input.reportName?.toLowerCase();
  const queryId = input.queryId?.toLowerCase();
  const candidates =
    reportId === undefined
      ? [...sandbox.records.reports(surface.name)]
      : [sandbox.records.report(surface.name, reportId)].filter((scheduled) => scheduled !== null);
  if (reportId !== undefined) throttle(context, candidates);
  const found = candidates
    .map(({ report }) => report)
    .filter((report) => reportName === undefined || report.settings.reportName.toLowerCase() === reportName)
    .filter((report) => queryId === undefined || report.queryId === queryId);
  const isFiltered = reportId !== undefined || reportName !== undefined || queryId !== undefined;
  if (isFiltered && found.length === 0) throw refuse('list.no-match');
  requireRole(caller);
  return { value: found.map(presentReport), message: null };
};
