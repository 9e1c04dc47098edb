import { useRef, useState } from 'preact/hooks';
import { control, type Failure } from '../api.ts';
import { describeBytes } from '../describe.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { downloadText } from '../parts/download-text.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { toast } from '../parts/toast.tsx';
import { place } from '../place.ts';
import { sandboxes } from '../sandbox.ts';

/** The sandbox as a whole: out as a file, in from one, back to its start. */
export function State() {
  const here = sandboxes.value.value?.find(({ name }) => name === place.sandbox);
  return (
    <>
      <h1>State</h1>
      {here !== undefined && (
        <p class="soft">
          The sandbox <strong class="name">{place.sandbox}</strong> holds{' '}
          {counted(here.queries, 'query', 'queries')} and {counted(here.reports, 'report', 'reports')} of its
          own, over the data of {here.customers} customers with seed {here.seed}.
        </p>
      )}
      <div class="panels">
        <Export />
        <Import />
        <Reset />
      </div>
    </>
  );
}

function Export() {
  const [failure, setFailure] = useState<Failure | null>(null);
  return (
    <section class="card stack">
      <h2>Export</h2>
      <p>
        Everything but the journal of requests, as one JSON document: to attach to a bug report, or to start
        from.
      </p>
      <FailureNote failure={failure} />
      <div class="row">
        <Button look="primary" onClick={() => void exportState().then(setFailure)}>
          Export as a file
        </Button>
      </div>
    </section>
  );
}

async function exportState(): Promise<Failure | null> {
  const answer = await control('GET', '/state');
  if (!answer.ok) return answer.failure;
  downloadText(
    `${place.sandbox}.state.json`,
    'application/json',
    `${JSON.stringify(answer.value, null, 2)}\n`,
  );
  return null;
}

function Import() {
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

function Reset() {
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  return (
    <section class="card stack">
      <h2>Reset</h2>
      <p>Back to how the sandbox started, its clock included.</p>
      <FailureNote failure={failure} />
      <div class="row">
        <Button look="danger" onClick={() => setAsking(true)}>
          Reset…
        </Button>
      </div>
      {isAsking && (
        <Confirm
          title={`Reset ${place.sandbox}?`}
          action="Reset"
          onConfirm={() => void reset().then(setFailure)}
          onClose={() => setAsking(false)}
        >
          <p>Its queries, reports, files, callbacks, faults and requests are gone then.</p>
        </Confirm>
      )}
    </section>
  );
}

async function reset(): Promise<Failure | null> {
  const answer = await control('POST', '/reset');
  return answer.ok ? null : answer.failure;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
