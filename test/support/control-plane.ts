import { request } from 'node:http';
import { expectAsDescribed } from './api-description.ts';

export interface ControlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The parsed JSON; null where there was no body. */
  readonly body: unknown;
}

export interface ControlSent {
  /** JSON, unless it is text already; sent as `application/json` unless the headers say otherwise. */
  readonly body?: unknown;
  /** `Host` included, which `fetch` would not send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of `/_emulator`: every answer is held to openapi.yaml. */
export class ControlPlane {
  readonly #url: string;

  /** @param url up to but without `/_emulator`, with the prefix of a sandbox or without. */
  constructor(url: string) {
    this.#url = url;
  }

  health(sent: ControlSent = {}): Promise<ControlAnswer> {
    return this.ask('GetHealth', 'GET', 'health', sent);
  }

  getClock(sent: ControlSent = {}): Promise<ControlAnswer> {
    return this.ask('GetClock', 'GET', 'clock', sent);
  }

  setClock(body: unknown, sent: ControlSent = {}): Promise<ControlAnswer> {
    return this.ask('SetClock', 'PUT', 'clock', { body, ...sent });
  }

  advance(body: unknown, sent: ControlSent = {}): Promise<ControlAnswer> {
    return this.ask('AdvanceClock', 'POST', 'clock/advance', { body, ...sent });
  }

  reset(sent: ControlSent = {}): Promise<ControlAnswer> {
    return this.ask('ResetSandbox', 'POST', 'reset', sent);
  }

  /** @param operation its id in openapi.yaml, or null for a request that matches none. */
  async ask(
    operation: string | null,
    method: string,
    path: string,
    sent: ControlSent = {},
  ): Promise<ControlAnswer> {
    const answer = await this.#send(method, path, sent);
    expectAsDescribed(operation ?? { unmatched: 'control' }, answer);
    return answer;
  }

  #send(method: string, path: string, { body, headers }: ControlSent): Promise<ControlAnswer> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const content =
      text === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const sending = request(
        `${this.#url}/_emulator/${path}`,
        { method, agent: false, headers: { ...content, ...headers } },
        (response) => {
          let received = '';
          response.on('error', reject);
          response.on('data', (chunk: Buffer) => (received += chunk.toString('utf8')));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: received === '' ? null : (JSON.parse(received) as unknown),
            }),
          );
        },
      );
      sending.on('error', reject);
      sending.end(text);
    });
  }
}
