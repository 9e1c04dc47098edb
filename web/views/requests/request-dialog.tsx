import { describeDuration, describeTime } from '../../describe.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PrettyText } from '../../parts/pretty-text.tsx';
import type { JournalEntry } from '../../wire.ts';
import { StatusOf } from './requests.tsx';

/** One exchange with what went both ways. */
export function RequestDialog({
  entry,
  onClose,
}: {
  readonly entry: JournalEntry;
  readonly onClose: () => void;
}) {
  const {
    number,
    method,
    path,
    operation,
    status,
    time,
    ms,
    correlationId,
    hint,
    requestBody,
    responseBody,
  } = entry;
  return (
    <Dialog title={`Request ${number}`} onClose={onClose} isWide>
      <p class="request-line">
        <code>
          {method} {path}
        </code>
      </p>
      {operation === 'unmatched' ? (
        <p class="hint">
          This matches no operation of the <a href="insights/v1/mpn/swagger/index.html">API</a>
          {hint === null ? '.' : `: ${hint}`}
        </p>
      ) : (
        hint !== null && <p class="hint">Hint: {hint}</p>
      )}
      <Facts
        facts={[
          ['Status', <StatusOf key="status" status={status} />],
          ['Operation', operation],
          ['Time', describeTime(time)],
          ['Took', describeDuration(ms)],
          ['Correlation id', <code key="id">{correlationId}</code>],
        ]}
      />
      <PrettyText label="Request body" text={requestBody} />
      <PrettyText label="Answer" text={responseBody} />
    </Dialog>
  );
}
