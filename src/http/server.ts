import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { AddressInfo, Socket } from 'node:net';
import { wallClock } from '../clock/wall-clock.ts';
import { refuse, type ApiError, type Rule } from '../errors/api-errors.ts';
import type { Logger } from '../logging/logger.ts';
import { describeRefusal, envelope } from './envelope.ts';

/** How long a request may take to arrive. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 120_000;
/** Longer than clients keep idle connections, so that they don't send into one that is closing. */
const KEEP_ALIVE_MS = 65_000;
/** What is under way at close gets this long to end. */
const GRACE_MS = 500;
/** A client that got an answer to what was no request has so long to read it. */
const LINGER_MS = 2000;

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** @throws the listen error of Node, with its `code`. */
export async function listen(
  listener: RequestListener,
  { port, host }: { readonly port: number; readonly host: string },
  logger: Logger,
): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: 32 * 1024,
      // Node would refuse such a request with an answer of its own, out of the envelope.
      requireHostHeader: false,
    },
    listener,
  );
  // Node forgets the sockets of a CONNECT or of broken requests, and would wait for them at close for ever.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error, socket: Socket) => answerClientError(error, socket, logger));
  // What a client expects beyond `100-continue` is nothing we know of: it gets an ordinary answer.
  server.on('checkExpectation', listener);
  server.on('connect', (_request, socket) => {
    // Node has let go of the socket: an error nobody listens to would end the process.
    socket.on('error', () => socket.destroy());
    answerRaw(socket, refuse('route.method', 'this is no proxy'), logger, {
      Allow: 'GET, HEAD, POST, PUT, DELETE',
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A server on TCP has an address object.
  const address = server.address() as AddressInfo;
  return { port: address.port, url: urlOf(address), close: () => close(server, sockets) };
}

/** The address by which a client on this machine reaches the server: one that listens everywhere is reached on loopback. */
function urlOf({ address, port, family }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const spare = wallClock.after(GRACE_MS, () => {
    for (const socket of sockets) socket.destroy();
  });
  await closed;
  spare();
}

const CLIENT_ERRORS: Readonly<Record<string, Rule>> = {
  HPE_HEADER_OVERFLOW: 'request.headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timeout',
};

/** Bytes that are no HTTP get an answer in the envelope all the same. */
function answerClientError(error: Error & { code?: string }, socket: Socket, logger: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  answerRaw(socket, refuse(CLIENT_ERRORS[error.code ?? ''] ?? 'request.malformed', error.message), logger);
}

function answerRaw(
  socket: Duplex,
  refusal: ApiError,
  logger: Logger,
  more: Readonly<Record<string, string>> = {},
): void {
  const correlationId = randomUUID();
  const requestId = randomUUID();
  const { status, message, headers } = describeRefusal(refusal, null, correlationId);
  logger.info(`no request: ${status}`, { message, correlationId, requestId });
  const body = envelope(status, { value: [], message, dataRedacted: false });
  const lines = Object.entries({
    ...headers,
    ...more,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'x-ms-correlation-id': correlationId,
    'x-ms-request-id': requestId,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // What else the client sends is read and forgotten: unread, it would break the connection before the answer is out.
  socket.resume();
  wallClock.after(LINGER_MS, () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
