import { buildFilePath } from '../../files/file-path.ts';
import { signFilePath } from '../../files/signed-link.ts';
import { executionIdOf, type CompletedExecution } from '../../schedule/execution.ts';
import type { Report } from '../../schedule/report.ts';
import type { OperationContext } from '../operation.ts';
import type { Link } from './present-execution.ts';

/** A fresh link to the file of a completed execution, for the client that asks. */
export function signReportLink(
  report: Report,
  execution: CompletedExecution,
  context: Pick<OperationContext, 'sandbox' | 'linkOrigin' | 'linksExpire'>,
): Link {
  const { sandbox, linkOrigin } = context;
  const path = buildFilePath({
    sandbox: sandbox.name,
    reportId: report.reportId,
    executionId: executionIdOf(report.reportId, execution),
    format: execution.settings.format,
  });
  const isExpired = context.linksExpire || sandbox.storyOf(execution.settings).linksExpire === true;
  const expiresAt = sandbox.clock.now() + (isExpired ? 0 : sandbox.options.linkTtlMs);
  return {
    url: `${linkOrigin()}${signFilePath({ path, expiresAt, secret: sandbox.linkSecret })}`,
    expiresAt,
  };
}
