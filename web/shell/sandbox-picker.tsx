import { useState } from 'preact/hooks';
import { addressOf, place } from '../place.ts';
import { sandboxes } from '../sandbox.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';

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
      {isNaming && (
        <AskDialog
          title="Another sandbox"
          label="Name"
          hint="A world of its own: clock, queries, reports, files. It comes to be when it is first named."
          action="Open"
          onAnswer={(name) => location.assign(addressOf(name, location.hash))}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

/** No sandbox can have this name. */
const ANOTHER = '/';
