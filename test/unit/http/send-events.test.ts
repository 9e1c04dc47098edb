import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openExchange } from '../../../src/http/exchange.ts';
import { sendEvents } from '../../../src/http/send-events.ts';
import type { ToldEvent } from '../../../src/sandbox/feed/sandbox-event.ts';
import { HandDrivenWall } from '../clock/hand-driven-wall.ts';

const MEGABYTE = 1024 * 1024;

test('events are asked for only as the client takes them', async () => {
  let made = 0;
  let isOver = false;
  async function* endless(): AsyncGenerator<readonly ToldEvent[]> {
    try {
      for (;;) {
        made += 64 * 1024;
        yield [{ id: 'e-1', event: { kind: 'query', id: 'q'.repeat(64 * 1024), change: 'created' } }];
      }
    } finally {
      isOver = true;
    }
  }
  const { server, ended, response } = await serve(endless(), new HandDrivenWall());
  let received = 0;
  for await (const chunk of response) {
    received += Buffer.byteLength(String(chunk));
    if (received > 3 * MEGABYTE) break;
  }
  response.destroy();
  await ended;
  server.close();
  expect(isOver).toBe(true);
  // What was not read is what the two sockets hold.
  expect(made - received).toBeLessThan(16 * MEGABYTE);
});

test('a stream with nothing to tell shows every 15 seconds that it is there, and leaves no timer', async () => {
  const wall = new HandDrivenWall();
  let end = (): void => {};
  async function* silence(): AsyncGenerator<readonly ToldEvent[]> {
    yield [{ id: 'e-0', event: { kind: 'ready' } }];
    await new Promise<void>((resolve) => (end = resolve));
  }
  const { server, ended, response } = await serve(silence(), wall);
  const chunks = response[Symbol.asyncIterator]();
  const read = async (): Promise<string> => String((await chunks.next()).value);
  expect(await read()).toBe('id: e-0\nevent: ready\ndata: {}\n\n');
  for (let beat = 0; beat < 2; beat++) {
    wall.pass(15_000);
    expect(await read()).toBe(':\n\n');
  }
  end();
  await ended;
  expect(wall.timers).toBe(0);
  server.close();
});

async function serve(
  events: AsyncIterable<readonly ToldEvent[]>,
  wall: HandDrivenWall,
): Promise<{ readonly server: Server; readonly ended: Promise<void>; readonly response: IncomingMessage }> {
  let ended = Promise.resolve();
  const server = createServer((request, response) => {
    ended = sendEvents(openExchange(request, response), events, wall);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on TCP has an address object.
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, resolve).once('error', reject);
  });
  return { server, ended, response };
}
