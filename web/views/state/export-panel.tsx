import { useState } from 'preact/hooks';
import { control, type Failure } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { downloadText } from '../../parts/download-text.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { place } from '../../place.ts';

export function ExportPanel() {
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
