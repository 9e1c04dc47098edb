import { Feed } from '../../../src/sandbox/feed/feed.ts';
import type { SandboxEvent, ToldEvent } from '../../../src/sandbox/feed/sandbox-event.ts';

test('a listener that is slow gets what is kept, and is told once when that is not all', async () => {
  const feed = new Feed();
  const listener = feed.follow(null, new AbortController().signal);
  expect(kindsOf(await next(listener))).toEqual(['ready']);
  feed.tell(inboxEvents(1, 1000));
  expect((await next(listener)).length).toBe(1000);
  feed.tell(inboxEvents(1001, 1001));
  expect(kindsOf(await next(listener))).toEqual(['missed']);
  feed.tell(inboxEvents(2002, 1));
  expect((await next(listener)).map(({ event }) => event)).toEqual(inboxEvents(2002, 1));
});

test('a listener gets every event once and in order, however its reading falls between them', async () => {
  const feed = new Feed();
  const listener = feed.follow(null, new AbortController().signal);
  const seen: ToldEvent[] = [];
  for (let told = 1; told <= 3000; told += 300) {
    feed.tell(inboxEvents(told, 300));
    if (told % 2 === 1) seen.push(...(await next(listener)));
  }
  feed.end();
  for await (const batch of listener) seen.push(...batch);
  const numbers = seen.flatMap(({ event }) => (event.kind === 'inbox' ? event.number : []));
  expect(numbers).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
  expect(new Set(seen.filter(({ event }) => event.kind === 'inbox').map(({ id }) => id)).size).toBe(3000);
});

test('an abort ends a wait', async () => {
  const feed = new Feed();
  const stop = new AbortController();
  const listener = feed.follow(null, stop.signal);
  await next(listener);
  const waiting = listener.next();
  stop.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

function inboxEvents(from: number, count: number): readonly SandboxEvent[] {
  return Array.from({ length: count }, (_, i) => ({ kind: 'inbox', number: from + i }));
}

async function next(listener: AsyncGenerator<readonly ToldEvent[], void>): Promise<readonly ToldEvent[]> {
  const { value } = await listener.next();
  if (value === undefined) throw new Error('The feed is over');
  return value;
}

function kindsOf(events: readonly ToldEvent[]): readonly string[] {
  return events.map(({ event }) => event.kind);
}
