import { useState } from 'preact/hooks';
import { adminKey, answerWithAdminKey, isKeyWanted } from '../admin-key.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';

export function AdminKeyDialog() {
  const [key, setKey] = useState('');
  if (!isKeyWanted.value) return null;
  return (
    <Dialog title="Admin key" onClose={() => answerWithAdminKey(null)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          answerWithAdminKey(key);
        }}
      >
        <Field
          label="Key"
          type="password"
          value={key}
          onInput={setKey}
          problem={adminKey.value === '' ? undefined : 'This key is not the right one.'}
          hint="The emulator was started with --admin-key. The key is kept until this tab is closed."
        />
        <footer>
          <Button type="submit" look="primary">
            Continue
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
