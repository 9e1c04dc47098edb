import { useRef, useState } from 'preact/hooks';
import { control, type Failure } from '../../api.ts';
import { describeBytes } from '../../describe.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { toast } from '../../parts/toast.tsx';
import { place } from '../../place.ts';

export function ImportPanel() {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  return (
    <section class="card stack">
      <h2>Import</h2>
      <p>A document that was exported, here or from another emulator, takes the place of all that is here.</p>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        class="spoken"
        tabIndex={-1}
        aria-label="File to import"
        onChange={(event) => {
          setFailure(null);
          setFile(event.currentTarget.files?.[0] ?? null);
          // The same file can then be chosen again, when it has been mended.
          event.currentTarget.value = '';
        }}
      />
      <FailureNote failure={failure} />
      <div class="row">
        <Button onClick={() => input.current?.click()}>Choose a file…</Button>
      </div>
      {file !== null && (
        <Confirm
          title="Import this state?"
          action="Import"
          onConfirm={() => void importState(file).then(setFailure)}
          onClose={() => setFile(null)}
        >
          <p class="name">
            {file.name} ({describeBytes(file.size)}) takes the place of everything in {place.sandbox}.
          </p>
        </Confirm>
      )}
    </section>
  );
}

async function importState(file: File): Promise<Failure | null> {
  const text = await file.text();
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (error) {
    return notSent(`${file.name} is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const answer = await control('PUT', '/state', state);
  if (!answer.ok) return answer.failure;
  toast(`${file.name} has been imported.`);
  return null;
}

/** Refused here already. */
function notSent(message: string): Failure {
  return { status: 0, message, code: null, details: [], rule: null, hint: null };
}
