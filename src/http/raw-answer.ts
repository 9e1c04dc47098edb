import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { wallClock } from '../clock/wall-clock.ts';

/** A client that got an answer to what was no request has so long to read it. */
const LINGER_MS = 2000;

/** The last words on a connection that Node's HTTP has let go of. */
export function answerRaw(
  socket: Duplex,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  const all = { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  // What else the client sends is read and forgotten: unread, it would break the connection before the answer is out.
  socket.resume();
  wallClock.after(LINGER_MS, () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
