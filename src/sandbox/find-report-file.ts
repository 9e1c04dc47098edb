import type { FilePath } from '../files/file-path.ts';
import type { FileRecipe } from '../files/report-file.ts';
import { executionIdOf, type CompletedExecution } from '../schedule/execution.ts';
import type { Report } from '../schedule/report.ts';
import { isRetained } from '../schedule/retention.ts';
import type { Sandbox } from './sandbox.ts';

/** The file of a completed execution: it is only known what it is made of. */
export interface ReportFile {
  readonly recipe: FileRecipe;
  readonly reportName: string;
  /** Whether it ends in the middle. */
  readonly cut: boolean;
  /** When it was ready. */
  readonly completedAt: number;
}

/** Null when the report or the execution is gone. */
export function findReportFile(sandbox: Sandbox, { reportId, executionId }: FilePath): ReportFile | null {
  const scheduled = sandbox.records.reportOfAnySurface(reportId);
  if (scheduled === null) return null;
  const now = sandbox.clock.now();
  for (const execution of scheduled.completed) {
    if (executionIdOf(reportId, execution) === executionId && isRetained(execution, now)) {
      return describeFile(sandbox, scheduled.report, execution);
    }
  }
  return null;
}

function describeFile(sandbox: Sandbox, report: Report, execution: CompletedExecution): ReportFile {
  const { options, world } = sandbox;
  const { settings, completedAt } = execution;
  const { file } = sandbox.storyOf(settings);
  return {
    reportName: settings.reportName,
    completedAt,
    cut: file === 'cut',
    recipe: {
      surface: report.surface,
      world,
      query: report.query,
      window: report.window,
      asOf: completedAt,
      redact: report.redacted,
      format: settings.format,
      compress: options.compressReports,
      ...(file === undefined ? {} : { variant: file }),
    },
  };
}
