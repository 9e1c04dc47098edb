import { control, type Answer } from '../../api.ts';
import { useResource } from '../../live-resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { toast } from '../../parts/toast.tsx';
import type { Fault, FaultRule } from '../../wire.ts';
import { describeEffect, describeMatch, describeTurn } from './describe-fault.ts';
import { FaultForm } from './fault-form.tsx';
import { SCENARIOS } from './scenarios.ts';

/** What goes wrong on purpose in this sandbox. */
export function Faults() {
  const faults = useResource(readFaults, ['fault', 'faults', 'cleared']);
  const rows = faults.value.value;
  return (
    <>
      <div class="view-head">
        <h1>Faults</h1>
        <Button isDisabled={rows === null || rows.length === 0} onClick={() => void removeAll()}>
          Remove all
        </Button>
      </div>
      <FailureNote failure={faults.failure.value} />
      {rows?.length === 0 && (
        <Empty title="Nothing goes wrong">
          <p>Add one of the scenarios below, and see how your client copes.</p>
        </Empty>
      )}
      {rows !== null && rows.length > 0 && (
        <Table label="Faults" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
      )}
      <h2>Scenarios</h2>
      <ul class="tiles">
        {SCENARIOS.map(({ name, effect, rule }) => (
          <li key={name} class="card tile">
            <h3>{name}</h3>
            <p>{effect}</p>
            <Button label={`Add ${name}`} onClick={() => void add(name, rule)}>
              Add
            </Button>
          </li>
        ))}
      </ul>
      <h2>A rule of your own</h2>
      <FaultForm />
      <p class="soft">
        A report can also bring its own trouble: <code>[emulator:stuck]</code>, or another story, in its
        description.
      </p>
    </>
  );
}

const COLUMNS: readonly Column<Fault>[] = [
  { title: 'Id', look: 'narrow', cell: ({ id }) => <code>{id}</code> },
  { title: 'Strikes', cell: (fault) => <code title={describeMatch(fault)}>{describeMatch(fault)}</code> },
  { title: 'Effect', cell: ({ effect }) => describeEffect(effect) },
  { title: 'When', cell: describeTurn },
  { title: 'Matches', look: 'number', cell: ({ matches }) => matches },
  { title: 'Hits', look: 'number', cell: ({ hits }) => hits },
  { title: 'Left', look: 'narrow', cell: RemainingOf },
  {
    title: 'Actions',
    look: 'actions',
    cell: ({ id }) => (
      <Button label={`Remove ${id}`} onClick={() => void remove(id)}>
        Remove
      </Button>
    ),
  },
];

function RemainingOf({ remaining }: Fault) {
  if (remaining === null) return <Badge text="for ever" tone="busy" />;
  return remaining === 0 ? (
    <Badge text="spent" tone="neutral" />
  ) : (
    <Badge text={`${remaining} left`} tone="waiting" />
  );
}

async function readFaults(): Promise<Answer<readonly Fault[]>> {
  const answer = await control<{ faults: readonly Fault[] }>('GET', '/faults');
  return answer.ok ? { ...answer, value: answer.value.faults } : answer;
}

async function add(name: string, rule: FaultRule): Promise<void> {
  const answer = await control<Fault>('POST', '/faults', rule);
  if (answer.ok) toast(`${name} is in force.`);
  else toast(answer.failure.message, 'bad');
}

async function remove(id: string): Promise<void> {
  const answer = await control('DELETE', `/faults/${encodeURIComponent(id)}`);
  if (!answer.ok) toast(answer.failure.message, 'bad');
}

async function removeAll(): Promise<void> {
  const answer = await control('DELETE', '/faults');
  if (!answer.ok) toast(answer.failure.message, 'bad');
}
