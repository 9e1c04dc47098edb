import type { Failure } from '../api.ts';

/** A refusal as the server told it, with the option that lifts it. */
export function FailureNote({ failure }: { readonly failure: Failure | null }) {
  if (failure === null) return null;
  const { status, message, hint } = failure;
  // A single one may be all that the message says.
  const details = failure.details.filter(
    ({ at, problem }) => !message.includes(problem) || !message.includes(at),
  );
  return (
    <div class="failure" role="alert">
      <p>
        {status > 0 && <strong>{status}</strong>} {message}
      </p>
      {details.length > 0 && (
        <ul>
          {details.map(({ at, problem }) => (
            <li key={at + problem}>
              <code>{at}</code> {problem}
            </li>
          ))}
        </ul>
      )}
      {hint !== null && <p class="note">{hint}</p>}
    </div>
  );
}
