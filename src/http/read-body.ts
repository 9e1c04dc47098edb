import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ClientLeft } from './client-left.ts';

/** Thrown for a body that is longer than allowed. */
export class BodyTooLarge extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`The body is over ${limit} bytes`);
    this.limit = limit;
  }
}

/** Reads a body of at most `limit` bytes. What comes after that is not kept. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const taken = bodyTakenBefore(request);
  if (taken !== null)
    return taken.length > limit ? Promise.reject(new BodyTooLarge(limit)) : Promise.resolve(taken);
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(new BodyTooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      request.resume();
      reject(new BodyTooLarge(limit));
    };
    request.on('data', onData);
    // A request fails only by its connection; a client that goes away in the middle would leave this waiting for ever.
    const onBroken = (): void => reject(new ClientLeft());
    request.on('error', onBroken);
    request.on('close', onBroken);
    request.on('end', () => {
      // Every request closes some time: an error made then, with its stack, would cost each of them.
      request.off('close', onBroken);
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
  });
}

/** Where the emulator is mounted in an Express app, a parser of that app may have read the body already. */
function bodyTakenBefore(request: IncomingMessage): Buffer | null {
  if (!request.readableEnded) return null;
  const body: unknown = 'body' in request ? request.body : undefined;
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** @throws a readable Error when the bytes are not UTF-8 or not JSON. A byte order mark is fine. */
export function parseJson(bytes: Buffer, text = bytes.toString('utf8')): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('it is not UTF-8');
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
}

/** Whether a Content-Type is JSON as the service's stack understands it: `application/json`, `text/json` or `…+json`, in UTF-8. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  if (!/^\s*(application\/json|text\/json|[\w.+-]+\/[\w.+-]+\+json)\s*$/.test(type)) return false;
  const charset = parameters
    .map((one) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(one)?.[1])
    .find((one) => one !== undefined);
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
}
