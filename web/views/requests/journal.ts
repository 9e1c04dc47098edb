import { control, type Answer } from '../../api.ts';
import { createResource } from '../../live-resource.ts';
import { era, onEvent } from '../../live.ts';
import type { JournalEntry } from '../../wire.ts';

/** As many as the emulator keeps. */
export const KEPT_REQUESTS = 1000;

let kept: readonly JournalEntry[] = [];
let keptIn = -1;

/** The requests of the sandbox, oldest first. Only those that are new are read: bodies may be long. */
export const journal = createResource<readonly JournalEntry[]>(readJournal, [
  'request',
  'requests',
  'cleared',
]);

// Counting goes on after the journal was cleared, but begins anew in another era.
onEvent(({ type }) => {
  if (type === 'cleared') keptIn = -1;
});

async function readJournal(): Promise<Answer<readonly JournalEntry[]>> {
  const now = era.peek();
  const known = keptIn === now ? kept : [];
  const newest = known.at(-1)?.number;
  const path = newest === undefined ? '/requests' : `/requests?since=${newest}`;
  keptIn = now;
  const answer = await control<{ requests: readonly JournalEntry[] }>('GET', path);
  if (!answer.ok) return answer;
  kept = [...known, ...answer.value.requests].slice(-KEPT_REQUESTS);
  return { ...answer, value: kept };
}
