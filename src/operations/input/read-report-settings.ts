import { isCallbackUrl, type CallbackMethod } from '../../callbacks/callback-url.ts';
import { refuse } from '../../errors/api-errors.ts';
import { formatInstant, SECOND } from '../../primitives/instant.ts';
import type { Callback, ReportFormat } from '../../schedule/report.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readTimestamp } from './read-timestamp.ts';

/** @throws ApiError for a moment that is none, and for one sooner than the lead the service asks for. */
export function readStartTime(text: string, sandbox: Sandbox): number {
  const startAt = readTimestamp(text, 'report.malformed-date');
  const earliest = Math.floor(sandbox.clock.now() / SECOND) * SECOND + sandbox.options.minStartLeadMs;
  if (sandbox.options.minStartLeadMs > 0 && startAt < earliest) {
    throw refuse(
      'report.start-lead',
      `at this moment of the sandbox that is ${formatInstant(earliest)} or later`,
    );
  }
  return startAt;
}

export function readFormat(format: 'CSV' | 'TSV'): ReportFormat {
  return format === 'TSV' ? 'tsv' : 'csv';
}

/** Without a URL there is no callback, whatever the method. The URL is kept, and shown, as it was sent. */
export function readCallback(url: string | undefined, method: CallbackMethod | undefined): Callback | null {
  if (url === undefined) return null;
  if (!isCallbackUrl(url)) {
    throw refuse(
      'report.callback-url',
      `CallbackUrl must be an absolute http or https URL, not '${url.slice(0, 100)}'`,
    );
  }
  return { url, method: method ?? 'POST' };
}
