import type { WallClock } from '../clock/wall-clock.ts';
import type { ToldEvent } from '../sandbox/feed/sandbox-event.ts';
import type { Exchange } from './exchange.ts';

/** So often a stream shows that it is alive, in real time: proxies end what is silent. */
const HEARTBEAT_MS = 15_000;

/** Server-sent events, for as long as there are any. The next batch is asked for when the client has taken the one before. */
export async function sendEvents(
  { response, correlationId, requestId }: Exchange,
  events: AsyncIterable<readonly ToldEvent[]>,
  wall: WallClock,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // The connection has no other use, and ends with the stream.
    Connection: 'close',
    'x-ms-correlation-id': correlationId,
    'x-ms-request-id': requestId,
  });
  let stop = (): void => {};
  const beatLater = (): void => {
    stop = wall.after(HEARTBEAT_MS, () => {
      if (!response.writableNeedDrain) response.write(':\n\n');
      beatLater();
    });
  };
  beatLater();
  try {
    for await (const batch of events) {
      if (response.destroyed) return;
      if (!response.write(batch.map(writeEvent).join(''))) await drained(response);
    }
    response.end();
  } finally {
    stop();
  }
}

function writeEvent({ id, event: { kind, ...data } }: ToldEvent): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Once the client has taken what was written, or is gone. */
function drained(response: Exchange['response']): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.once('drain', go).once('close', go);
  });
}
