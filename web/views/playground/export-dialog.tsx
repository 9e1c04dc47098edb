import { useState } from 'preact/hooks';
import { service, type Answer, type Failure } from '../../api.ts';
import { clock } from '../../clock.ts';
import { quoteName } from '../../describe.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Field } from '../../parts/field.tsx';
import { toast } from '../../parts/toast.tsx';
import { queries } from '../../sandbox.ts';
import type { Query, Report } from '../../wire.ts';

interface Props {
  readonly query: string;
  readonly onClose: () => void;
}

/** Has the service run the query once, now: the file is that of a report. */
export function ExportDialog({ query, onClose }: Props) {
  const [name, setName] = useState('Export from the playground');
  const [format, setFormat] = useState('CSV');
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = async (): Promise<void> => {
    const answer = await exportQuery({ name, format, query });
    if (!answer.ok) return setFailure(answer.failure);
    toast(`The report ${quoteName(name)} has been created.`);
    onClose();
  };
  return (
    <Dialog title="Export" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p>
          A report that runs once, now, with every row of the query. Its file is to be had under Reports
          {clock.value?.mode === 'running' ? '.' : ', once the clock has moved on: it stands.'}
        </p>
        <Field label="Name" value={name} onInput={setName} isRequired />
        <Field label="Format" value={format} onInput={setFormat} options={FORMATS} />
        <FailureNote failure={failure} />
        <footer>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Export
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

const FORMATS = ['CSV', 'TSV'].map((value) => ({ value, text: value }));

interface Wanted {
  readonly name: string;
  readonly format: string;
  readonly query: string;
}

/** A report needs a query that is kept: the one of this text, or a new one. */
async function exportQuery({ name, format, query }: Wanted): Promise<Answer<readonly Report[]>> {
  const kept = queries.value.peek()?.find((one) => one.query === query);
  let queryId = kept?.queryId;
  if (queryId === undefined) {
    const created = await service<Query>('POST', '/ScheduledQueries', { Name: name, Query: query });
    if (!created.ok) return created;
    queryId = created.value[0]?.queryId;
  }
  const report = { ReportName: name, QueryId: queryId, ExecuteNow: true, Format: format };
  return service<Report>('POST', '/ScheduledReport', report);
}
