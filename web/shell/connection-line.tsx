import { connection, notice, type Connection } from '../live.ts';
import { Button } from '../parts/button.tsx';

const WORDS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Not connected',
  removed: 'Removed',
};

/** Whether what is seen is current, and what has happened to the sandbox as a whole. */
export function ConnectionLine() {
  const hasNotice = notice.value !== '';
  return (
    <div
      class={`connection ${connection.value}${hasNotice ? ' telling' : ''}`}
      role="status"
      aria-live="polite"
    >
      <span class="connection-state">
        <span class="dot" aria-hidden="true" />
        {WORDS[connection.value]}
      </span>
      {hasNotice && <span class="connection-notice">{notice.value}</span>}
      {hasNotice && connection.value === 'live' && (
        <Button look="quiet" label="Dismiss" onClick={() => (notice.value = '')}>
          ✕
        </Button>
      )}
    </div>
  );
}
