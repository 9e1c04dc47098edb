import { useState } from 'preact/hooks';
import { send, type Failure, type HttpRequest } from '../api.ts';
import { Button } from './button.tsx';
import { CopyAsCurl } from './copy-as-curl.tsx';
import { Dialog } from './dialog.tsx';
import { FailureNote } from './failure-note.tsx';

interface Props {
  readonly title: string;
  readonly text: string;
  /** What the button says. */
  readonly action: string;
  readonly request: HttpRequest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks before something that can't be undone, and shows the request that does it. */
export function ConfirmDialog({ title, text, action, request, onDone, onClose }: Props) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const go = async (): Promise<void> => {
    const answer = await send(request);
    if (!answer.ok) return setFailure(answer.failure);
    onDone();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <FailureNote failure={failure} />
      <CopyAsCurl request={request} isShown />
      <footer>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" onClick={() => void go()}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
