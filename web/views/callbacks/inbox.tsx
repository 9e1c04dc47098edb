import { useState } from 'preact/hooks';
import { control, type Answer } from '../../api.ts';
import { describeTime } from '../../describe.ts';
import { useResource } from '../../live-resource.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { PrettyText } from '../../parts/pretty-text.tsx';
import { Table } from '../../parts/table.tsx';
import { toast } from '../../parts/toast.tsx';
import type { InboxEntry } from '../../wire.ts';

/** The emulator's own receiver. */
export function Inbox() {
  const inbox = useResource(readInbox, ['inbox', 'cleared']);
  const [opened, setOpened] = useState<InboxEntry | null>(null);
  const entries = inbox.value.value ?? [];
  return (
    <>
      <div class="view-head">
        <h2>Inbox</h2>
        <Button isDisabled={entries.length === 0} onClick={() => void clear()}>
          Clear the inbox
        </Button>
      </div>
      <FailureNote failure={inbox.failure.value} />
      {entries.length === 0 ? (
        <p class="soft">
          Whatever is sent to <code>/_emulator/inbox/</code> and any path after it is kept here.
        </p>
      ) : (
        <Table
          label="Inbox"
          rows={entries.toReversed()}
          keyOf={({ number }) => number}
          columns={[
            { title: 'No.', look: 'number', cell: ({ number }) => number },
            { title: 'Method', look: 'narrow', cell: ({ method }) => <code>{method}</code> },
            { title: 'Path', cell: ({ path }) => <code title={path}>{path}</code> },
            { title: 'Time', look: 'narrow', cell: ({ time }) => describeTime(time) },
            {
              title: 'Body',
              look: 'actions',
              cell: (entry) =>
                entry.body === null ? (
                  <span class="soft">empty</span>
                ) : (
                  <Button label={`Open the body of entry ${entry.number}`} onClick={() => setOpened(entry)}>
                    Open
                  </Button>
                ),
            },
          ]}
        />
      )}
      {opened !== null && (
        <Dialog title={`Inbox entry ${opened.number}`} onClose={() => setOpened(null)} isWide>
          <PrettyText label="Body" text={opened.body} />
        </Dialog>
      )}
    </>
  );
}

async function readInbox(): Promise<Answer<readonly InboxEntry[]>> {
  const answer = await control<{ inbox: readonly InboxEntry[] }>('GET', '/inbox');
  return answer.ok ? { ...answer, value: answer.value.inbox } : answer;
}

async function clear(): Promise<void> {
  const answer = await control('DELETE', '/inbox');
  if (!answer.ok) toast(answer.failure.message, 'bad');
}
