import { useState } from 'preact/hooks';
import { control, type Answer } from '../../api.ts';
import { useResource } from '../../live-resource.ts';
import { Empty } from '../../parts/empty.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Field } from '../../parts/field.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { toast } from '../../parts/toast.tsx';
import { describeTime } from '../../describe.ts';
import { place, withinSandbox } from '../../place.ts';
import type { CallbackDelivery } from '../../wire.ts';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { Inbox } from './inbox.tsx';

type State = CallbackDelivery['state'];

/** What the emulator has told clients, and what its own receiver was told. */
export function Callbacks() {
  const deliveries = useResource(readDeliveries, ['callback', 'callbacks']);
  const [state, setState] = useState('');
  const [text, setText] = useState('');
  const [openedId, setOpened] = useState<string | null>(null);
  const all = deliveries.value.value;
  const shown = filterDeliveries(all ?? [], state, text);
  const opened = all?.find(({ id }) => id === openedId);
  return (
    <>
      <h1>Callbacks</h1>
      <FailureNote failure={deliveries.failure.value} />
      {all?.length === 0 && <NoCallbacks />}
      {all !== null && all.length > 0 && (
        <>
          <div class="fields filters" role="search">
            <Field label="State" value={state} onInput={setState} options={STATE_OPTIONS} />
            <Field label="Text" type="search" value={text} onInput={setText} placeholder="address or id" />
          </div>
          {shown.length === 0 ? (
            <Empty title="No callback fits the filters" />
          ) : (
            <Table label="Callbacks" columns={columns(setOpened)} rows={shown} keyOf={({ id }) => id} />
          )}
        </>
      )}
      <Inbox />
      {opened !== undefined && <DeliveryDialog delivery={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

async function readDeliveries(): Promise<Answer<readonly CallbackDelivery[]>> {
  const answer = await control<{ callbacks: readonly CallbackDelivery[] }>('GET', '/callbacks');
  return answer.ok ? { ...answer, value: answer.value.callbacks } : answer;
}

/** Newest first. */
function filterDeliveries(
  deliveries: readonly CallbackDelivery[],
  state: string,
  text: string,
): CallbackDelivery[] {
  const wanted = text.trim().toLowerCase();
  return deliveries
    .filter(
      (one) =>
        (state === '' || one.state === state) &&
        (wanted === '' ||
          [one.address, one.id, one.reportId, one.executionId].some((part) =>
            part.toLowerCase().includes(wanted),
          )),
    )
    .toReversed();
}

function NoCallbacks() {
  const address = new URL(`${place.base}/_emulator/inbox/ready`, location.href).href;
  return (
    <Empty title="No callback has been due yet">
      <p>
        Create a report with a callback URL – <code>{address}</code> is a receiver that is there already – and
        let its time come.
      </p>
    </Empty>
  );
}

const STATES: Readonly<Record<State, readonly [string, Tone]>> = {
  inFlight: ['in flight', 'busy'],
  retrying: ['will be retried', 'waiting'],
  delivered: ['delivered', 'good'],
  failed: ['failed', 'bad'],
  refused: ['refused', 'bad'],
  dropped: ['dropped', 'neutral'],
};
const STATE_OPTIONS = [
  { value: '', text: 'all' },
  ...Object.entries(STATES).map(([value, [text]]) => ({ value, text })),
];

export function StateOf({ state }: { readonly state: State }) {
  const [text, tone] = STATES[state];
  return <Badge text={text} tone={tone} />;
}

function columns(open: (id: string) => void): readonly Column<CallbackDelivery>[] {
  return [
    {
      title: 'Attempts',
      look: 'narrow',
      cell: ({ id, address, attempts }) => (
        <Button label={`${attempts.length} attempts at ${address}`} onClick={() => open(id)}>
          {attempts.length}
        </Button>
      ),
    },
    { title: 'State', look: 'narrow', cell: ({ state }) => <StateOf state={state} /> },
    {
      title: 'Again',
      look: 'narrow',
      cell: ({ id, address }) => (
        <Button label={`Redeliver to ${address}`} onClick={() => void redeliver(id)}>
          Redeliver
        </Button>
      ),
    },
    { title: 'Last answer', look: 'narrow', cell: ({ attempts }) => lastAnswer(attempts) },
    { title: 'Method', look: 'narrow', cell: ({ method }) => <code>{method}</code> },
    { title: 'Address', cell: ({ address }) => <code title={address}>{withinSandbox(address)}</code> },
    { title: 'Time', look: 'narrow', cell: ({ createdTime }) => describeTime(createdTime) },
  ];
}

function lastAnswer(attempts: CallbackDelivery['attempts']): string {
  const last = attempts.at(-1);
  return last === undefined ? '' : String(last.status ?? last.error ?? '');
}

export async function redeliver(id: string): Promise<void> {
  const answer = await control('POST', `/callbacks/${encodeURIComponent(id)}/redeliver`);
  if (answer.ok) toast('It is being delivered again.');
  else toast(answer.failure.message, 'bad');
}
