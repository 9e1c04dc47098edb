import { get, type IncomingMessage } from 'node:http';

/** An event as a client reads it off the wire. */
export interface ReceivedEvent {
  readonly id: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of `/_emulator/events`; `await using` hangs up. */
export interface EventStream extends AsyncDisposable {
  readonly response: IncomingMessage;
  /** The next event; null when the stream has ended. */
  next(): Promise<ReceivedEvent | null>;
  /** Everything up to and including the first event of that kind. */
  until(kind: string): Promise<readonly ReceivedEvent[]>;
}

/** @param url up to but without `/_emulator`. */
export async function openEvents(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/_emulator/events`, { agent: false, headers }, resolve).once('error', reject);
  });
  const events = readEvents(response);
  const next = async (): Promise<ReceivedEvent | null> => {
    const read = await events.next();
    return read.done === true ? null : read.value;
  };
  return {
    response,
    next,
    async until(kind) {
      const received: ReceivedEvent[] = [];
      for (;;) {
        const event = await next();
        if (event === null) throw new Error(`The stream ended without '${kind}'`);
        received.push(event);
        if (event.kind === kind) return received;
      }
    },
    async [Symbol.asyncDispose]() {
      response.destroy();
      await events.return();
    },
  };
}

async function* readEvents(response: IncomingMessage): AsyncGenerator<ReceivedEvent, void> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += String(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
      );
      const id = fields.get('id');
      // A comment has none.
      if (id === undefined) continue;
      // What the emulator writes, which the tests then compare.
      const data = JSON.parse(fields.get('data') ?? '') as Record<string, unknown>;
      yield { id, kind: fields.get('event') ?? '', data };
    }
  }
}
