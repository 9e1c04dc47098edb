import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';

interface Props {
  readonly title: string;
  /** Of what is asked for. */
  readonly label: string;
  readonly hint: string;
  readonly problem?: string | undefined;
  readonly type?: 'text' | 'password';
  /** What the button says. */
  readonly action: string;
  readonly onAnswer: (text: string) => void;
  readonly onClose: () => void;
}

/** Asks for one text. */
export function AskDialog({ title, action, onAnswer, onClose, ...field }: Props) {
  const [text, setText] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== '') onAnswer(text);
        }}
      >
        <Field {...field} value={text} onInput={setText} isRequired />
        <footer>
          <Button type="submit" look="primary">
            {action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
