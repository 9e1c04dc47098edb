import type { FeedEvent, ToldEvent } from '../sandbox/feed/sandbox-event.ts';
import type { Control } from './control.ts';
import { invalidParameter, requireKnown } from './read-query.ts';

/** A client that comes back names the last event it got, as a browser's EventSource does by itself. */
export const getEvents: Control = ({ query, header, whileAwaited }, { sandbox, sandboxes }) => {
  requireKnown(query, ['lastEventId', 'until']);
  const lastKind = readKind(query.get('until'));
  const lastId = header('last-event-id') ?? query.get('lastEventId');
  const events = sandboxes.follow(sandbox, lastId, whileAwaited());
  return { events: lastKind === null ? events : upTo(lastKind, events) };
};

type Kind = FeedEvent['kind'];

const KINDS: Readonly<Record<Kind, true>> = {
  ready: true,
  missed: true,
  clock: true,
  query: true,
  report: true,
  execution: true,
  request: true,
  callback: true,
  fault: true,
  inbox: true,
  cleared: true,
  queries: true,
  reports: true,
  executions: true,
  requests: true,
  callbacks: true,
  faults: true,
  reset: true,
  imported: true,
  removed: true,
};

/** @throws ControlError for a word that no event has: the stream would never end. */
function readKind(word: string | null): Kind | null {
  if (word === null || word === '') return null;
  if (isKind(word)) return word;
  throw invalidParameter('until', `is not among ${Object.keys(KINDS).join(', ')}`);
}

function isKind(word: string): word is Kind {
  return Object.hasOwn(KINDS, word);
}

async function* upTo(
  kind: Kind,
  batches: AsyncIterable<readonly ToldEvent[]>,
): AsyncGenerator<readonly ToldEvent[]> {
  for await (const batch of batches) {
    const at = batch.findIndex(({ event }) => event.kind === kind);
    yield at === -1 ? batch : batch.slice(0, at + 1);
    if (at !== -1) return;
  }
}
