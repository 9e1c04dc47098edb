import { useState } from 'preact/hooks';
import { control, type Failure } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { place } from '../../place.ts';

export function ResetPanel() {
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
