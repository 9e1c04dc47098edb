import type { Control } from './control.ts';
import { requireKnown } from './read-query.ts';

/** A client that comes back names the last event it got, as a browser's EventSource does by itself. */
export const getEvents: Control = ({ query, header, whileAwaited }, { sandbox, sandboxes }) => {
  requireKnown(query, ['lastEventId']);
  const lastId = header('last-event-id') ?? query.get('lastEventId');
  return { events: sandboxes.follow(sandbox, lastId, whileAwaited()) };
};
