import { useState } from 'preact/hooks';
import { addressOf, place } from '../place.ts';
import { sandboxes } from '../sandbox.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';

/** Chooses the world that is looked at; another one is another page. */
export function SandboxPicker() {
  const [isNaming, setNaming] = useState(false);
  const names = new Set([place.sandbox, ...(sandboxes.value.value ?? []).map(({ name }) => name)]);
  const choose = (value: string): void => {
    if (value === ANOTHER) setNaming(true);
    else location.assign(addressOf(value, location.hash));
  };
  return (
    <>
      <label class="sandbox-picker">
        <span>Sandbox</span>
        <select
          value={place.sandbox}
          onFocus={sandboxes.reload}
          onChange={(event) => {
            const { value } = event.currentTarget;
            event.currentTarget.value = place.sandbox;
            choose(value);
          }}
        >
          {[...names].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value={ANOTHER}>Another…</option>
        </select>
      </label>
      {isNaming && <NameDialog onClose={() => setNaming(false)} />}
    </>
  );
}

/** No sandbox can have this name. */
const ANOTHER = '/';

function NameDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  return (
    <Dialog title="Another sandbox" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== '') location.assign(addressOf(name, location.hash));
        }}
      >
        <Field
          label="Name"
          value={name}
          onInput={setName}
          isRequired
          hint="A world of its own: clock, queries, reports, files. It comes to be when it is first named."
        />
        <footer>
          <Button type="submit" look="primary">
            Open
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
