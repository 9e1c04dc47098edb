import { useState } from 'preact/hooks';
import { SURFACE, service, type Failure } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { CopyAsCurl } from '../../parts/copy-as-curl.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Field } from '../../parts/field.tsx';
import { toast } from '../../parts/toast.tsx';
import type { Query } from '../../wire.ts';

interface Props {
  readonly query: string;
  readonly onClose: () => void;
}

/** Creates the query at the service, as a client would. */
export function SaveDialog({ query, onClose }: Props) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const body = { Name: name, ...(description === '' ? {} : { Description: description }), Query: query };
  const save = async (): Promise<void> => {
    const answer = await service<Query>('POST', '/ScheduledQueries', body);
    if (!answer.ok) return setFailure(answer.failure);
    toast(`The query “${name}” has been created.`);
    onClose();
  };
  return (
    <Dialog title="Save as query" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Name" value={name} onInput={setName} isRequired />
        <Field label="Description" value={description} onInput={setDescription} />
        <FailureNote failure={failure} />
        <CopyAsCurl request={{ method: 'POST', path: `${SURFACE}/ScheduledQueries`, body }} isShown />
        <footer>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
