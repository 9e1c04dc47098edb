import { useEffect, useState } from 'preact/hooks';
import { control } from '../../api.ts';
import { describeDuration, describeTime } from '../../describe.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { toast } from '../../parts/toast.tsx';
import { place, withinSandbox } from '../../place.ts';
import type { JournalEntry } from '../../wire.ts';
import { journal, KEPT_REQUESTS } from './journal.ts';
import { Filters } from './filters.tsx';
import { filterRequests, NO_FILTER } from './request-filter.ts';
import { RequestDialog } from './request-dialog.tsx';

/** What clients have sent to the service, live. */
export function Requests() {
  useEffect(journal.start, []);
  const [filter, setFilter] = useState(NO_FILTER);
  const [opened, setOpened] = useState<JournalEntry | null>(null);
  const [isClearing, setClearing] = useState(false);
  const entries = journal.value.value;
  const shown = filterRequests(entries ?? [], filter);
  return (
    <>
      <div class="view-head">
        <h1>Requests</h1>
        <Button isDisabled={entries === null || entries.length === 0} onClick={() => setClearing(true)}>
          Clear
        </Button>
      </div>
      <FailureNote failure={journal.failure.value} />
      {entries?.length === 0 && <NoRequests />}
      {entries !== null && entries.length > 0 && (
        <>
          <Filters entries={entries} filter={filter} onChange={setFilter} />
          <p class="soft" role="status">
            {shown.length} of the last {entries.length} requests, newest first;{' '}
            {KEPT_REQUESTS.toLocaleString('en')} are kept.
          </p>
          {shown.length === 0 ? (
            <Empty title="No request fits the filters">
              <Button onClick={() => setFilter(NO_FILTER)}>Remove the filters</Button>
            </Empty>
          ) : (
            <Table
              label="Requests"
              columns={columns(setOpened)}
              rows={shown}
              keyOf={({ number }) => number}
            />
          )}
        </>
      )}
      {opened !== null && <RequestDialog entry={opened} onClose={() => setOpened(null)} />}
      {isClearing && (
        <Confirm
          title="Clear the journal?"
          action="Clear"
          onConfirm={() => void clear()}
          onClose={() => setClearing(false)}
        >
          <p>All requests of this sandbox are forgotten, for everybody who looks at it.</p>
        </Confirm>
      )}
    </>
  );
}

function NoRequests() {
  const address = new URL(`${place.base}/`, location.href).href;
  return (
    <Empty title="Nothing has been asked yet">
      <p>
        Point your client at <code>{address}</code>, and each of its requests appears here.
      </p>
    </Empty>
  );
}

function columns(open: (entry: JournalEntry) => void): readonly Column<JournalEntry>[] {
  return [
    {
      title: 'No.',
      look: 'narrow',
      cell: (entry) => (
        <Button label={`Open request ${entry.number}`} onClick={() => open(entry)}>
          {entry.number}
        </Button>
      ),
    },
    { title: 'Status', look: 'narrow', cell: ({ status }) => <StatusOf status={status} /> },
    { title: 'Method', look: 'narrow', cell: ({ method }) => <code>{method}</code> },
    { title: 'Operation', look: 'narrow', cell: (entry) => <OperationOf entry={entry} /> },
    { title: 'Path', cell: ({ path }) => <code title={path}>{withinSandbox(path)}</code> },
    { title: 'Took', look: 'number', cell: ({ ms }) => describeDuration(ms) },
    { title: 'Time', look: 'narrow', cell: ({ time }) => describeTime(time) },
  ];
}

function OperationOf({ entry }: { readonly entry: JournalEntry }) {
  if (entry.operation !== 'unmatched') return <>{entry.operation}</>;
  return <Badge text="unmatched" tone="waiting" />;
}

export function StatusOf({ status }: { readonly status: number | null }) {
  if (status === null) return <Badge text="cut off" tone="bad" />;
  return <Badge text={String(status)} tone={status < 400 ? 'good' : status < 500 ? 'waiting' : 'bad'} />;
}

async function clear(): Promise<void> {
  const answer = await control('DELETE', '/requests');
  if (!answer.ok) toast(answer.failure.message, 'bad');
}
