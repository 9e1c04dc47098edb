import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../../api.ts';
import { datasets, vocabularyOf } from '../../datasets.ts';
import { formatQuery } from '../../editor/format-query.ts';
import type { Place } from '../../editor/squiggle.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { QueryDialog } from '../../reports/query-dialog.tsx';
import type { QueryResult } from '../../wire.ts';
import { draft } from './draft.ts';
import { Editor } from './editor.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { Result } from './result.tsx';
import { placeIn, runQuery } from './run-query.ts';
import { Starters } from './starters.tsx';

interface Outcome {
  readonly result: QueryResult | null;
  readonly failure: Failure | null;
  readonly place: Place | null;
}
const NONE: Outcome = { result: null, failure: null, place: null };

/** Where a query is written, tried, looked at and kept. `rest` of the address is a query to begin with. */
export function Playground({ rest }: { readonly rest: string }) {
  useEffect(datasets.start, []);
  useEffect(() => {
    if (rest !== '') draft.value = rest;
  }, [rest]);
  const [outcome, setOutcome] = useState(NONE);
  const [isRunning, setRunning] = useState(false);
  const [dialog, setDialog] = useState<'save' | 'export' | null>(null);
  const run = async (): Promise<void> => {
    setRunning(true);
    const answer = await runQuery(draft.value);
    setRunning(false);
    // What was there before stays to be seen beside a refusal.
    if (answer.ok) setOutcome({ result: answer.value, failure: null, place: null });
    else setOutcome(({ result }) => ({ result, ...wrong(answer.failure) }));
  };
  const { result, failure, place } = outcome;
  const isBlank = draft.value.trim() === '';
  return (
    <>
      <h1>Playground</h1>
      <div class="playground">
        <section class="stack" aria-label="Query and result">
          <Editor
            text={draft}
            vocabulary={vocabularyOf(datasets.value.value ?? [])}
            place={place}
            onChange={() => {
              if (place !== null) setOutcome((last) => ({ ...last, place: null }));
            }}
            onRun={() => void run()}
          />
          <div class="row">
            <Button look="primary" isDisabled={isRunning || isBlank} onClick={() => void run()}>
              {isRunning ? 'Running…' : 'Run'}
            </Button>
            <Button onClick={() => (draft.value = formatQuery(draft.value))}>Format</Button>
            <Button isDisabled={isBlank} onClick={() => setDialog('save')}>
              Save as query…
            </Button>
            <Button isDisabled={isBlank} onClick={() => setDialog('export')}>
              Export…
            </Button>
            <span class="soft keys">
              <kbd>Ctrl</kbd>+<kbd>Enter</kbd> runs, <kbd>Ctrl</kbd>+<kbd>Space</kbd> completes
            </span>
          </div>
          <FailureNote failure={failure} />
          {result === null ? failure === null && <NotYetRun /> : <Result result={result} />}
        </section>
        <Starters onChoose={(query) => (draft.value = formatQuery(query))} />
      </div>
      {dialog === 'save' && <QueryDialog text={draft.value} onClose={() => setDialog(null)} />}
      {dialog === 'export' && <ExportDialog query={draft.value} onClose={() => setDialog(null)} />}
    </>
  );
}

/** The details only repeat the message, with the place apart. */
function wrong(failure: Failure): Omit<Outcome, 'result'> {
  return { failure: { ...failure, details: [] }, place: placeIn(failure.message) };
}

function NotYetRun() {
  return (
    <Empty title="No result yet">
      <p>Run the query, or choose another one to start from.</p>
    </Empty>
  );
}
