import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';

const LONGEST_HEAD = 16_384;

/** A connection through an HTTP proxy. What is written waits until the proxy has said yes. */
export class Tunnel extends Duplex {
  readonly #target: string;
  readonly #socket: Socket;
  /** Called with the proxy's answer; null from then on. */
  #whenAnswered: ((error?: Error) => void) | null = null;

  /** @param target host and port. */
  constructor(proxy: { readonly host: string; readonly port: number }, target: string) {
    super();
    this.#target = target;
    this.#socket = connect(proxy.port, proxy.host);
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(null));
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  override _construct(done: (error?: Error) => void): void {
    this.#whenAnswered = done;
    let head = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length < LONGEST_HEAD) return;
      this.#socket.off('data', read);
      const [answer = ''] = head.toString('latin1').split('\r\n');
      if (!/^HTTP\/1\.\d 200\b/.test(answer)) {
        return this.#end(new Error(`The proxy of insights-emulator exec refuses ${this.#target}: ${answer}`));
      }
      this.#whenAnswered = null;
      this.#begin(head.subarray(end + 4));
      done();
    };
    this.#socket.on('data', read);
    this.#socket.write(`CONNECT ${this.#target} HTTP/1.1\r\nHost: ${this.#target}\r\n\r\n`);
  }

  /** A stream that waits for the proxy's answer can't be destroyed: it has to be told that none comes. */
  #end(error: Error | null): void {
    const tell = this.#whenAnswered;
    this.#whenAnswered = null;
    if (tell === null) this.destroy(error ?? undefined);
    else tell(error ?? new Error(`The proxy of insights-emulator exec is gone: no way to ${this.#target}`));
  }

  #begin(already: Buffer): void {
    this.#socket.pause();
    if (already.length > 0) this.push(already);
    this.#socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.#socket.pause();
    });
    this.#socket.on('end', () => this.push(null));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
