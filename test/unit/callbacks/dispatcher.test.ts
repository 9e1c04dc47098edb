import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallbackClient } from '../../../src/callbacks/callback-client.ts';
import { CallbackHosts, type CallbackHostRules } from '../../../src/callbacks/callback-hosts.ts';
import type { Delivery } from '../../../src/callbacks/delivery.ts';
import { Dispatcher, type ReadyReport } from '../../../src/callbacks/dispatcher.ts';
import { Clock } from '../../../src/clock/clock.ts';
import { DUE_TRANSITION } from '../../../src/clock/timeline.ts';
import { wallClock } from '../../../src/clock/wall-clock.ts';

const START = Date.UTC(2026, 0, 15);
const MINUTES = 60_000;

describe('a callback', () => {
  test('is one empty POST to the URL with the report id', async () => {
    await using receiver = await startReceiver();
    await using world = makeWorld();
    world.deliver({ url: `${receiver.url}/cb` });
    await world.settled('delivered');
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', url: `/cb/${REPORT}`, body: '' });
    expect(request?.headers).toMatchObject({
      'content-length': '0',
      'user-agent': 'partner-center-insights-emulator',
      host: new URL(receiver.url).host,
    });
    expect(world.only().attempts).toEqual([
      { at: START, durationMs: expect.any(Number), status: 200, error: null },
    ]);
  });

  test('is a GET with the report id in the query', async () => {
    await using receiver = await startReceiver();
    await using world = makeWorld();
    world.deliver({ url: `${receiver.url}/cb?key=1`, method: 'GET' });
    await world.settled('delivered');
    expect(receiver.requests).toMatchObject([
      { method: 'GET', url: `/cb?key=1&reportId=${REPORT}`, body: '' },
    ]);
    expect(receiver.requests[0]?.headers).not.toHaveProperty('content-length');
  });

  test('is retried after 10 and 60 seconds of the sandbox, then given up', async () => {
    await using receiver = await startReceiver((_, response) => void response.writeHead(500).end());
    await using world = makeWorld();
    world.deliver({ url: receiver.url });
    await world.settled('retrying');
    await world.advance(2 * MINUTES);
    expect(world.only().state).toBe('failed');
    expect(world.only().attempts.map(({ at, status }) => [at - START, status])).toEqual([
      [0, 500],
      [10_000, 500],
      [70_000, 500],
    ]);
    expect(world.dispatcher.settled).toEqual({ delivered: 0, failed: 1 });
  });

  test('is delivered by the attempt that is answered with 2xx', async () => {
    let calls = 0;
    await using receiver = await startReceiver((_, response) => {
      response.writeHead(++calls === 2 ? 204 : 503).end();
    });
    await using world = makeWorld();
    world.deliver({ url: receiver.url });
    await world.settled('retrying');
    expect(world.only().nextAttemptAt).toBe(START + 10_000);
    expect(world.dispatcher.settled).toEqual({ delivered: 0, failed: 0 });
    await world.advance(MINUTES);
    expect(world.only()).toMatchObject({ state: 'delivered', nextAttemptAt: null });
    expect(receiver.requests).toHaveLength(2);
    expect(world.dispatcher.settled).toEqual({ delivered: 1, failed: 0 });
  });

  test('does not follow a redirect', async () => {
    await using receiver = await startReceiver(
      (_, response) => void response.writeHead(302, { location: '/other' }).end(),
    );
    await using world = makeWorld({ delaysMs: [] });
    world.deliver({ url: receiver.url });
    await world.settled('failed');
    expect(receiver.requests).toHaveLength(1);
    expect(world.only().attempts).toMatchObject([{ status: 302 }]);
  });

  test('fails on a refused connection, a broken answer and a time-out, each told', async () => {
    await using broken = await startReceiver((request) => void request.socket.destroy());
    await using silent = await startReceiver(() => {});
    await using world = makeWorld({ delaysMs: [], timeoutMs: 500 });
    const gone = await startReceiver();
    await gone[Symbol.asyncDispose]();
    world.deliver({ url: gone.url, executionNumber: 1 });
    world.deliver({ url: broken.url, executionNumber: 2 });
    world.deliver({ url: silent.url, executionNumber: 3 });
    world.deliver({ url: silent.url.replace('http:', 'https:'), executionNumber: 4 });
    await world.settled('failed', 4);
    const errors = world.dispatcher.deliveries().map(({ attempts }) => attempts[0]?.error);
    expect(errors).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('socket hang up'),
      'no answer within 500 ms',
      expect.stringMatching(/SSL|EPROTO|socket/),
    ]);
  });

  test('may take as long as the sandbox it is from allows', async () => {
    await using silent = await startReceiver(() => {});
    const client = makeClient({});
    await using hasty = makeWorld({ client, delaysMs: [], timeoutMs: 50, sandbox: 'hasty' });
    await using patient = makeWorld({ client, delaysMs: [], timeoutMs: 60_000, sandbox: 'patient' });
    for (const world of [patient, hasty]) world.deliver({ url: silent.url });
    await hasty.settled('failed');
    expect(hasty.only().attempts).toMatchObject([{ error: 'no answer within 50 ms' }]);
    expect(patient.only().state).toBe('inFlight');
  });

  test('is delivered by the headers of the answer, however long its body', async () => {
    await using endless = await startReceiver((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    await using unfinished = await startReceiver(
      (_, response) => void response.writeHead(200).write('and then'),
    );
    await using world = makeWorld({ timeoutMs: 2000 });
    world.deliver({ url: endless.url, executionNumber: 1 });
    world.deliver({ url: unfinished.url, executionNumber: 2 });
    await world.settled('delivered', 2);
  });

  test('to a placeholder or a forbidden host is refused at delivery and not retried', async () => {
    await using world = makeWorld({ rules: { named: [], anywhereByDefault: false, ownHosts: () => [] } });
    world.deliver({ url: 'https://<SampleCallbackUrl>', executionNumber: 1 });
    world.deliver({ url: 'http://169.254.169.254/', executionNumber: 2 });
    world.deliver({ url: 'http://10.0.0.1/', executionNumber: 3 });
    await world.settled('refused', 3);
    expect(world.dispatcher.settled).toEqual({ delivered: 0, failed: 3 });
  });

  test('has an id that follows from its execution', async () => {
    await using receiver = await startReceiver();
    await using one = makeWorld();
    await using other = makeWorld();
    const id = one.deliver({ url: receiver.url }).id;
    expect(other.deliver({ url: receiver.url }).id).toBe(id);
    expect(other.deliver({ url: receiver.url, copy: 2 }).id).not.toBe(id);
    await other.settled('delivered', 2);
  });

  test('can be delivered again', async () => {
    await using receiver = await startReceiver();
    await using world = makeWorld();
    const { id } = world.deliver({ url: receiver.url });
    await world.settled('delivered');
    expect(world.dispatcher.redeliver(id.toUpperCase())?.state).toBe('inFlight');
    await world.settled('delivered');
    expect(world.only().attempts).toHaveLength(2);
    expect(world.dispatcher.redeliver('unknown')).toBeNull();
  });
});

describe('one receiver and another', () => {
  test('one host gets four at once, and a hanging one delays no other', async () => {
    await using hanging = await startReceiver(() => {});
    await using quick = await startReceiver();
    await using world = makeWorld({ timeoutMs: 60_000 });
    for (let n = 1; n <= 20; n++) world.deliver({ url: hanging.url, executionNumber: n });
    await hanging.received(4);
    for (let n = 21; n <= 40; n++) world.deliver({ url: quick.url, executionNumber: n });
    await world.settled('delivered', 20);
    expect(quick.requests).toHaveLength(20);
    expect(quick.mostAtOnce()).toBeLessThanOrEqual(4);
    expect(hanging.requests).toHaveLength(4);
  });

  test('what waits for one host goes out in order, sandboxes taking turns', async () => {
    const parked: ServerResponse[] = [];
    await using receiver = await startReceiver((_, response) => void parked.push(response));
    const client = makeClient({});
    await using busy = makeWorld({ client, sandbox: 'busy' });
    await using modest = makeWorld({ client, sandbox: 'modest' });
    for (let n = 1; n <= 7; n++) busy.deliver({ url: `${receiver.url}/busy${n}`, executionNumber: n });
    for (let n = 1; n <= 2; n++) modest.deliver({ url: `${receiver.url}/modest${n}`, executionNumber: n });
    for (let answered = 0; answered < 9; answered++) {
      await receiver.received(Math.min(9, answered + 4));
      parked[answered]?.end();
    }
    await Promise.all([busy.settled('delivered', 7), modest.settled('delivered', 2)]);
    const order = receiver.requests.slice(4).map(({ url }) => url.split('/')[1]);
    expect(new Set(order.slice(0, 2))).toEqual(new Set(['busy5', 'modest1']));
    expect(order).toEqual(expect.arrayContaining(['busy6', 'busy7', 'modest2']));
    expect(order.indexOf('modest2')).toBeLessThan(order.indexOf('busy7'));
  });

  test('no more than 64 are under way in all', async () => {
    const receivers = await Promise.all(Array.from({ length: 17 }, () => startReceiver(() => {})));
    await using world = makeWorld({ timeoutMs: 60_000 });
    receivers.forEach(({ url }, i) => {
      for (let n = 0; n < 4; n++) world.deliver({ url, executionNumber: i * 4 + n + 1 });
    });
    await Promise.all(receivers.slice(0, 16).map((receiver) => receiver.received(4)));
    expect(receivers[16]?.requests).toHaveLength(0);
    world.dispatcher.stop();
    await Promise.all(receivers.map((receiver) => receiver[Symbol.asyncDispose]()));
  });
});

describe('an advance', () => {
  test('stands at the moment of a callback until it is answered', async () => {
    const seen: number[] = [];
    await using world = makeWorld();
    await using receiver = await startReceiver((_, response) => {
      seen.push(world.clock.now() - START);
      response.end();
    });
    for (const minute of [1, 2, 3])
      world.at(minute * MINUTES, () => world.deliver({ url: receiver.url, executionNumber: minute }));
    await world.advance(10 * MINUTES);
    expect(seen).toEqual([1, 2, 3].map((minute) => minute * MINUTES));
    expect(world.dispatcher.settled).toEqual({ delivered: 3, failed: 0 });
  });

  test('does not wait for a host that timed out three times running', async () => {
    await using silent = await startReceiver(() => {});
    await using world = makeWorld({ timeoutMs: 40, delaysMs: [] });
    for (let minute = 1; minute <= 6; minute++)
      world.at(minute * MINUTES, () => world.deliver({ url: silent.url, executionNumber: minute }));
    await world.advance(10 * MINUTES);
    expect(silent.requests.length).toBeLessThanOrEqual(3);
    expect(world.dispatcher.deliveries().map(({ attempts }) => attempts[0]?.error)).toEqual([
      ...Array<string>(3).fill('no answer within 40 ms'),
      ...Array<string>(3).fill('not tried: the host timed out 3 times running in this advance'),
    ]);
    world.at(11 * MINUTES, () => world.deliver({ url: silent.url, executionNumber: 7 }));
    await world.advance(5 * MINUTES);
    expect(world.dispatcher.deliveries().at(-1)?.attempts[0]?.error).toBe('no answer within 40 ms');
  });
});

describe('what ends callbacks', () => {
  test('a deleted report is not tried again, but an attempt in flight may finish', async () => {
    const parked: ServerResponse[] = [];
    await using receiver = await startReceiver((_, response) => void parked.push(response));
    await using refusing = await startReceiver((_, response) => void response.writeHead(500).end());
    await using world = makeWorld();
    world.deliver({ url: refusing.url, executionNumber: 1 });
    await world.settled('retrying');
    world.deliver({ url: receiver.url, executionNumber: 2 });
    world.deliver({ url: receiver.url, executionNumber: 3 });
    await receiver.received(2);
    world.dispatcher.forgetReport(REPORT);
    parked[0]?.end();
    parked[1]?.writeHead(500).end();
    await world.settled('delivered', 1);
    await world.settled('dropped', 2);
    await world.advance(5 * MINUTES);
    expect(refusing.requests).toHaveLength(1);
    expect(world.clock.timeline.nextAt()).toBe(Infinity);
  });

  test('a stop leaves nothing in flight, waiting for its turn or pending', async () => {
    await using silent = await startReceiver(() => {});
    await using refusing = await startReceiver((_, response) => void response.writeHead(500).end());
    await using world = makeWorld({ timeoutMs: 60_000 });
    world.deliver({ url: refusing.url, executionNumber: 1 });
    await world.settled('retrying');
    for (let n = 2; n < 9; n++) world.deliver({ url: silent.url, executionNumber: n });
    await silent.received(4);
    world.dispatcher.stop();
    await silent.allClosed();
    expect(world.dispatcher.deliveries().map(({ state }) => state)).toEqual(Array(8).fill('dropped'));
    expect(world.clock.timeline.nextAt()).toBe(Infinity);
    expect(silent.requests).toHaveLength(4);
  });

  test('a stop breaks off attempts in flight and lets an advance go', async () => {
    await using silent = await startReceiver(() => {});
    await using world = makeWorld({ timeoutMs: 60_000 });
    world.at(MINUTES, () => world.deliver({ url: silent.url }));
    const advanced = world.advance(10 * MINUTES);
    await silent.received(1);
    world.dispatcher.stop();
    await advanced;
    await silent.allClosed();
    expect(world.only().state).toBe('dropped');
    expect(world.deliver({ url: silent.url, executionNumber: 9 }).state).toBe('dropped');
  });

  test('closing the client ends the callbacks of every sandbox', async () => {
    await using silent = await startReceiver(() => {});
    const client = makeClient({});
    await using one = makeWorld({ client, timeoutMs: 60_000, sandbox: 'one' });
    await using two = makeWorld({ client, timeoutMs: 60_000, sandbox: 'two' });
    one.deliver({ url: silent.url });
    two.deliver({ url: silent.url });
    await silent.received(2);
    client.close();
    await Promise.all([one.settled('dropped'), two.settled('dropped'), silent.allClosed()]);
  });
});

const REPORT = '2ba4b4a5-7b1a-4c8f-9a53-8df0d0a1a111';
const EXECUTION = '11111111-7b1a-4c8f-9a53-8df0d0a1a111';

interface WorldOptions {
  readonly delaysMs?: readonly number[];
  readonly timeoutMs?: number;
  readonly rules?: CallbackHostRules;
  readonly client?: CallbackClient;
  readonly sandbox?: string;
}

function makeClient({ rules }: WorldOptions): CallbackClient {
  const anywhere = { named: [], anywhereByDefault: true, ownHosts: () => [] };
  return new CallbackClient({ wall: wallClock, hosts: new CallbackHosts(rules ?? anywhere) });
}

function makeWorld(options: WorldOptions = {}) {
  const { delaysMs = [10_000, 60_000], timeoutMs = 10_000, sandbox = 'default' } = options;
  const client = options.client ?? makeClient(options);
  const clock = new Clock({ now: START, mode: 'frozen', rate: 1 }, wallClock, (error) => {
    throw error;
  });
  const dispatcher = new Dispatcher({ clock, client, retry: { delaysMs }, timeoutMs, sandbox });
  return {
    clock,
    dispatcher,
    deliver: (ready: Partial<ReadyReport>): Delivery =>
      dispatcher.deliver({
        reportId: REPORT,
        reportNumber: 1,
        executionId: EXECUTION.replace(/^1{8}/, String(ready.executionNumber ?? 1).padStart(8, '1')),
        executionNumber: 1,
        url: '',
        method: 'POST',
        ...ready,
      }),
    only(): Delivery {
      const [delivery] = dispatcher.deliveries();
      if (delivery === undefined) throw new Error('there is no delivery');
      return delivery;
    },
    at(afterMs: number, run: () => void): void {
      clock.timeline.add({ dueAt: START + afterMs, kind: DUE_TRANSITION, report: 1, step: 1, run });
    },
    async advance(byMs: number): Promise<void> {
      dispatcher.beginAdvance();
      await clock.advanceTo(clock.now() + byMs);
    },
    /** Until so many deliveries are in the state. */
    async settled(state: Delivery['state'], count = 1): Promise<void> {
      const reached = (): boolean =>
        dispatcher.deliveries().filter((each) => each.state === state).length >= count;
      while (!reached()) await new Promise((resolve) => setImmediate(resolve));
    },
    async [Symbol.asyncDispose](): Promise<void> {
      dispatcher.stop();
      clock.stop();
    },
  };
}

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  body: string;
}

async function startReceiver(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    void response.end('ok'),
) {
  const requests: Received[] = [];
  const events = new EventTarget();
  let open = 0;
  let mostOpen = 0;
  const server = http.createServer((request, response) => {
    const received: Received = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: '',
    };
    requests.push(received);
    mostOpen = Math.max(mostOpen, ++open);
    response.on('close', () => {
      open--;
      events.dispatchEvent(new Event('change'));
    });
    events.dispatchEvent(new Event('change'));
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => (received.body += chunk.toString()));
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached())
      await new Promise((resolve) => events.addEventListener('change', resolve, { once: true }));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    mostAtOnce: () => mostOpen,
    received: (count: number) => until(() => requests.length >= count),
    allClosed: () => until(() => open === 0),
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
