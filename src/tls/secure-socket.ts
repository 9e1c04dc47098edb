import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { wallClock } from '../clock/wall-clock.ts';

/** How long a client may take to say its first word, and to come to terms. */
const PATIENCE_MS = 20_000;
/** With it begins every TLS connection, and no text does. */
const HANDSHAKE = 0x16;

/**
 * Whether TLS is what a client begins to speak; nothing of what it says is lost. Null when it says nothing at all: the connection is
 * closed then.
 */
export function beginsWithTls(socket: Socket): Promise<boolean | null> {
  return new Promise((resolve) => {
    const giveUp = wallClock.after(PATIENCE_MS, () => socket.destroy());
    const end = (answer: boolean | null): void => {
      giveUp();
      socket.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve(answer);
    };
    const onData = (bytes: Buffer): void => {
      socket.pause();
      socket.unshift(bytes);
      end(bytes[0] === HANDSHAKE);
    };
    const onEnd = (): void => void socket.destroy();
    const onClose = (): void => end(null);
    socket.on('data', onData).on('end', onEnd).on('close', onClose);
    // It may have ended before anybody listened.
    if (socket.destroyed) end(null);
    else socket.resume();
  });
}

/** The server's end of TLS on a connection, once both sides have come to terms; null when they don't, and the connection is closed. */
export function secureSocket(socket: Socket, secureContext: SecureContext): Promise<TLSSocket | null> {
  // Clients that would rather speak HTTP/2 are told so.
  const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
  return new Promise((resolve) => {
    const giveUp = wallClock.after(PATIENCE_MS, () => secure.destroy());
    const end = (answer: TLSSocket | null): void => {
      giveUp();
      secure.off('end', onEnd);
      resolve(answer);
    };
    secure.on('error', () => secure.destroy());
    const onEnd = (): void => void secure.destroy();
    secure.once('end', onEnd);
    secure.once('secure', () => end(secure));
    secure.once('close', () => end(null));
  });
}
