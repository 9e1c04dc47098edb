import type { Failure } from '../api.ts';

/** A refusal as the server told it, with the option that lifts it. */
export function FailureNote({ failure }: { readonly failure: Failure | null }) {
  if (failure === null) return null;
  return (
    <div class="failure" role="alert">
      <p>
        {failure.status > 0 && <strong>{failure.status}</strong>} {failure.message}
      </p>
      {failure.details.length > 0 && (
        <ul>
          {failure.details.map(({ at, problem }) => (
            <li key={at + problem}>
              <code>{at}</code> {problem}
            </li>
          ))}
        </ul>
      )}
      {failure.hint !== null && <p class="note">{failure.hint}</p>}
    </div>
  );
}
