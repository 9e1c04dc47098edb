import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { refuse, type ApiError, type Rule } from '../errors/api-errors.ts';
import type { Logger } from '../logging/logger.ts';
import { openDoor, type Door } from './door.ts';
import { describeRefusal, envelope } from './envelope.ts';
import { OpenSockets } from './open-sockets.ts';
import { answerRaw } from './raw-answer.ts';

/** How long a request may take to arrive. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 120_000;
/** Longer than clients keep idle connections, so that they don't send into one that is closing. */
const KEEP_ALIVE_MS = 65_000;

export interface HttpServer extends Door {
  /** Serves a connection that has come another way. */
  accept(socket: Duplex): void;
  /** The end of a connection that is not served: 400 in the envelope. */
  refuse(socket: Duplex, why: string): void;
}

/** What becomes of a CONNECT: Node has let go of the socket, and handed over what came behind the request. */
export type ConnectListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** @throws the listen error of Node, with its `code`. */
export async function listen(
  listener: RequestListener,
  address: { readonly port: number; readonly host: string },
  logger: Logger,
  onConnect: ConnectListener = (_request, socket) => refuseConnect(socket, logger),
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
  const sockets = new OpenSockets();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('clientError', (error, socket: Socket) => answerClientError(error, socket, logger));
  // What a client expects beyond `100-continue` is nothing we know of: it gets an ordinary answer.
  server.on('checkExpectation', listener);
  server.on('connect', (request, socket, head) => {
    // An error nobody listens to would end the process.
    socket.on('error', () => socket.destroy());
    onConnect(request, socket, head);
  });
  const { port, url } = await openDoor(server, address);
  return {
    port,
    url,
    accept(socket) {
      if (!server.listening) return void socket.destroy();
      server.emit('connection', socket);
      socket.resume();
    },
    refuse: (socket, why) => answerRefusal(socket, refuse('request.malformed', why), logger),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await sockets.allClosed();
      await closed;
    },
  };
}

function refuseConnect(socket: Duplex, logger: Logger): void {
  answerRefusal(socket, refuse('route.method', 'this is no proxy'), logger, {
    Allow: 'GET, HEAD, POST, PUT, DELETE',
  });
}

const CLIENT_ERRORS: Readonly<Record<string, Rule>> = {
  HPE_HEADER_OVERFLOW: 'request.headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timeout',
};

/** With it begins every TLS connection. */
const TLS_HANDSHAKE = 0x16;

/** Bytes that are no HTTP get an answer in the envelope all the same. */
function answerClientError(
  error: Error & { code?: string; rawPacket?: Buffer },
  socket: Socket,
  logger: Logger,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTls = error.rawPacket?.[0] === TLS_HANDSHAKE;
  const why = isTls ? 'this port speaks HTTP, not TLS' : error.message;
  answerRefusal(socket, refuse(CLIENT_ERRORS[error.code ?? ''] ?? 'request.malformed', why), logger);
}

function answerRefusal(
  socket: Duplex,
  refusal: ApiError,
  logger: Logger,
  more: Readonly<Record<string, string>> = {},
): void {
  const correlationId = randomUUID();
  const requestId = randomUUID();
  const { status, message, headers } = describeRefusal(refusal, null, correlationId);
  logger.info(`no request: ${status}`, { message, correlationId, requestId });
  answerRaw(
    socket,
    status,
    {
      ...headers,
      ...more,
      'Content-Type': 'application/json; charset=utf-8',
      'x-ms-correlation-id': correlationId,
      'x-ms-request-id': requestId,
    },
    envelope(status, { value: [], message, dataRedacted: false }),
  );
}
