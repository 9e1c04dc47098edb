import { describeDuration, describeTime } from '../../describe.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Table } from '../../parts/table.tsx';
import { hrefOf } from '../../route.ts';
import type { CallbackDelivery } from '../../wire.ts';
import { redeliver, StateOf } from './callbacks.tsx';

/** A callback with every attempt at it; stays up to date while it is open. */
export function DeliveryDialog({
  delivery,
  onClose,
}: {
  readonly delivery: CallbackDelivery;
  readonly onClose: () => void;
}) {
  const { id, reportId, executionId, method, address, state, nextAttemptTime, attempts } = delivery;
  return (
    <Dialog title="Callback" onClose={onClose} isWide>
      <p class="request-line">
        <code>
          {method} {address}
        </code>
      </p>
      <Facts
        facts={[
          ['State', <StateOf key="state" state={state} />],
          ['Next attempt', describeTime(nextAttemptTime) || 'none'],
          [
            'Report',
            <a key="report" href={hrefOf('executions', reportId)}>
              <code>{reportId}</code>
            </a>,
          ],
          ['Execution', <code key="execution">{executionId}</code>],
          ['Body', method === 'POST' ? 'empty, as the service sends it' : 'none'],
        ]}
      />
      <Table
        label="Attempts"
        rows={attempts}
        keyOf={(_, index) => index}
        columns={[
          { title: 'Time', look: 'narrow', cell: ({ time }) => describeTime(time) },
          { title: 'Took', look: 'number', cell: ({ ms }) => describeDuration(ms) },
          { title: 'Status', look: 'narrow', cell: ({ status }) => status ?? 'none' },
          { title: 'What went wrong', cell: ({ error }) => error ?? '' },
        ]}
      />
      <footer>
        <Button look="primary" onClick={() => void redeliver(id)}>
          Redeliver
        </Button>
      </footer>
    </Dialog>
  );
}
