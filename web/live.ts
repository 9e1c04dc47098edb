import { batch, signal } from '@preact/signals';
import { addressOfRequest, headersOf, readFailure, type HttpRequest } from './api.ts';
import { adminKey, askForAdminKey } from './admin-key.ts';
import { readEvents, type ServerEvent } from './event-stream.ts';

export type Connection = 'connecting' | 'live' | 'lost' | 'removed';

export const connection = signal<Connection>('connecting');
/** What the connection line says has happened; blank when there is nothing to be said. */
export const notice = signal('');
/** Rises when everything is to be read anew: after a reset, an import, a gap in the events, a new start of the emulator. */
export const era = signal(0);

export type Listener = (event: ServerEvent) => void;
const listeners = new Set<Listener>();

/** Every event of the sandbox while one listens; the answer ends that. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Many at once, and the clearing of a list, are told by events of their own. */
export function topicOf({ type, data }: ServerEvent): string {
  if (type === 'cleared') return TOPICS[clearedBy(data)] ?? type;
  return TOPICS[type] ?? type;
}

const TOPICS: Readonly<Record<string, string>> = {
  queries: 'query',
  reports: 'report',
  executions: 'execution',
  requests: 'request',
  callbacks: 'callback',
  faults: 'fault',
  inbox: 'inbox',
};

function clearedBy(data: unknown): string {
  return typeof data === 'object' && data !== null && 'what' in data ? String(data.what) : '';
}

const STREAM: HttpRequest = { method: 'GET', path: '/_emulator/events' };
const LONGEST_WAIT_MS = 5000;
const FIRST_WAIT_MS = 250;

/** Keeps the connection as long as the page is open. */
export async function followEvents(): Promise<never> {
  let waitMs = FIRST_WAIT_MS;
  for (;;) {
    const wasLive = await followOnce();
    if (wasLive) waitMs = FIRST_WAIT_MS;
    await new Promise((resume) => setTimeout(resume, waitMs));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

let lastId = '';

/** The answer is whether there was a connection. */
async function followOnce(): Promise<boolean> {
  const key = adminKey.peek();
  try {
    const resuming = lastId === '' ? {} : { 'Last-Event-ID': lastId };
    const response = await fetch(addressOfRequest(STREAM), {
      headers: { ...headersOf(STREAM), ...resuming },
    });
    if (!response.ok || response.body === null) {
      await tellRefusal(response, key);
      return false;
    }
    stands();
    await readEvents(response.body, take);
    if (connection.value !== 'removed') lost();
    return true;
  } catch {
    lost();
    return false;
  }
}

function stands(): void {
  batch(() => {
    if (connection.value === 'removed') startAnew('The sandbox was removed. This is a new one of its name.');
    // With no event to go on from, nobody will tell what was missed.
    else if (connection.value === 'lost' && lastId === '') startAnew('');
    else if (connection.value === 'lost') notice.value = '';
    connection.value = 'live';
  });
}

function lost(): void {
  batch(() => {
    connection.value = 'lost';
    notice.value = 'The connection to the emulator is lost. Trying again…';
  });
}

async function tellRefusal(response: Response, key: string): Promise<void> {
  const failure = readFailure(response, await response.text());
  if (failure.code === 'AdminKeyRequired' && (await askForAdminKey(key))) return;
  batch(() => {
    if (connection.value !== 'removed') connection.value = 'lost';
    notice.value = failure.message;
  });
}

/** What the events that change everything say. */
const UPHEAVALS: Readonly<Record<string, string>> = {
  reset: 'The sandbox has been reset.',
  imported: 'Another state has been put in the place of this sandbox.',
  missed: 'Some events were missed, as after a new start of the emulator; everything has been read anew.',
};

function take(event: ServerEvent): void {
  if (event.id !== '') lastId = event.id;
  batch(() => {
    const upheaval = UPHEAVALS[event.type];
    if (upheaval !== undefined) startAnew(upheaval);
    if (event.type === 'removed') {
      connection.value = 'removed';
      notice.value = 'This sandbox has been removed. It comes back, empty, with the next request to it.';
      lastId = '';
    }
    for (const listener of listeners) listener(event);
  });
}

function startAnew(why: string): void {
  notice.value = why;
  era.value++;
}
