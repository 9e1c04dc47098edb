import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCallback {
  readonly method: string;
  /** Path and query string, as sent. */
  readonly target: string;
  readonly body: string;
}

export interface CallbackReceiver extends AsyncDisposable {
  /** Without a path and without a trailing slash. */
  readonly url: string;
  /** In order of arrival. */
  readonly received: readonly ReceivedCallback[];
}

/**
 * A partner's web server on this machine that takes callbacks. `onCallback` runs before it answers, so that a test can do what a
 * partner does from inside one.
 */
export async function receiveCallbacks(
  onCallback: (callback: ReceivedCallback) => void | Promise<void> = () => {},
): Promise<CallbackReceiver> {
  const received: ReceivedCallback[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const callback = { method: request.method ?? '', target: request.url ?? '', body };
      received.push(callback);
      void Promise.resolve(callback)
        .then(onCallback)
        .then(
          () => response.end(),
          () => response.writeHead(500).end(),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on TCP has an address object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
