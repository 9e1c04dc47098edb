import { buildFilePath } from '../../files/file-path.ts';
import { signFilePath } from '../../files/signed-link.ts';
import { SECOND } from '../../primitives/instant.ts';
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
  const isExpired = context.linksExpire || sandbox.storyOf(execution.settings).linksExpire === true;
  const expiresAt = sandbox.clock.now() + (isExpired ? 0 : sandbox.options.linkTtlMs);
  return { url: `${linkOrigin()}${signedPath(report, execution, expiresAt, sandbox)}`, expiresAt };
}

/** What was signed last for an execution: within one second a link comes out the same, and signing is half the work of a poll. */
const signedLast = new WeakMap<CompletedExecution, { readonly second: number; readonly path: string }>();

function signedPath(
  { reportId }: Report,
  execution: CompletedExecution,
  expiresAt: number,
  { name, linkSecret }: OperationContext['sandbox'],
): string {
  const second = Math.floor(expiresAt / SECOND);
  const last = signedLast.get(execution);
  if (last?.second === second) return last.path;
  const executionId = executionIdOf(reportId, execution);
  const path = buildFilePath({ sandbox: name, reportId, executionId, format: execution.settings.format });
  const signed = signFilePath({ path, expiresAt, secret: linkSecret });
  signedLast.set(execution, { second, path: signed });
  return signed;
}
