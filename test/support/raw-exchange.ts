import { connect, type Socket } from 'node:net';

/** An answer as the bytes that came. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; the last of several. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly text: string;
}

/** Sends bytes as they are and gives what comes back until the server closes; the client leaves its own side open till then. */
export async function exchangeRaw(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = connectTo(url);
  socket.write(bytes);
  return readRaw(await receiveAll(socket));
}

/** A connection to the server of a URL that takes errors as an end. */
export function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  return socket.on('error', () => socket.destroy());
}

export function receiveAll(socket: Socket): Promise<string> {
  let received = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(Buffer.from(received, 'latin1').toString()));
  });
}

export function readRaw(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => {
    const at = field.indexOf(':');
    return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()] as const;
  });
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
    text,
  };
}
