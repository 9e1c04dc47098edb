import { createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { beginsWithTls, secureSocket } from '../tls/secure-socket.ts';
import { openDoor, type Door } from './door.ts';
import { OpenSockets } from './open-sockets.ts';
import type { HttpServer } from './server.ts';

/**
 * Opens a port on which a server is reached by HTTPS. Its connections are those of the server, which close with it.
 * @throws the listen error of Node, with its `code`.
 */
export async function listenTls(
  inner: HttpServer,
  address: { readonly port: number; readonly host: string },
  credentials: { readonly cert: string; readonly key: string },
): Promise<Door> {
  const context = createSecureContext(credentials);
  const sockets = new OpenSockets();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    void welcome(socket, inner, context);
  });
  const { port, url } = await openDoor(server, address, 'https');
  return {
    port,
    url,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.allClosed();
      await closed;
    },
  };
}

async function welcome(socket: Socket, inner: HttpServer, context: SecureContext): Promise<void> {
  const isTls = await beginsWithTls(socket);
  if (isTls === null) return;
  if (!isTls) return inner.refuse(socket, 'this port speaks HTTPS, not HTTP');
  const secure = await secureSocket(socket, context);
  if (secure !== null) inner.accept(secure);
}
