import { useState } from 'preact/hooks';
import { send, SURFACE, type Failure } from '../api.ts';
import { quoteName } from '../describe.ts';
import { Button } from '../parts/button.tsx';
import { CopyAsCurl } from '../parts/copy-as-curl.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Field } from '../parts/field.tsx';
import { toast } from '../parts/toast.tsx';
import { queries } from '../sandbox.ts';

const EXAMPLE = 'SELECT CustomerName, CustomerMarket FROM CustomersAndTenants TIMESPAN LAST_6_MONTHS';

interface Props {
  /** What to begin with; an example when absent. */
  readonly text?: string;
  readonly onClose: () => void;
}

export function QueryDialog({ text = EXAMPLE, onClose }: Props) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [query, setQuery] = useState(text);
  const [failure, setFailure] = useState<Failure | null>(null);
  const body = { Name: name, ...(description === '' ? {} : { Description: description }), Query: query };
  const request = { method: 'POST', path: `${SURFACE}/ScheduledQueries`, body };
  const save = async (): Promise<void> => {
    const answer = await send(request);
    if (!answer.ok) return setFailure(answer.failure);
    toast(`Created ${quoteName(name)}.`);
    queries.reload();
    onClose();
  };
  const isOfQuery = failure?.rule?.startsWith('query.') === true;
  const isOfName = failure?.rule === 'value.missing' && name.trim() === '';
  return (
    <Dialog title="New query" onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FailureNote failure={isOfQuery || isOfName ? null : failure} />
        <Field
          label="Name"
          value={name}
          onInput={setName}
          isRequired
          problem={isOfName ? failure.message : undefined}
        />
        <Field label="Description" value={description} onInput={setDescription} />
        <Field
          label="Query"
          value={query}
          onInput={setQuery}
          lines={5}
          isCode
          isRequired
          problem={isOfQuery ? failure.message : undefined}
        />
        <CopyAsCurl request={request} isShown />
        <footer>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Create query
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
