import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';

/** What concerns one connection only, and is not passed on. */
const OF_THE_CONNECTION: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Asks the host itself, and hands its answer to the client. */
export function passOn(url: URL, request: IncomingMessage, response: ServerResponse): void {
  const client = url.protocol === 'https:' ? https : http;
  const headers = { ...passedOn(request.headers), host: url.host };
  const fail = (why: string): void => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${url.host} can't be asked: ${why}\n`);
  };
  const asked = client.request(url, { method: request.method ?? 'GET', headers }, (answer) => {
    const { statusCode = 0 } = answer;
    // Node reads a status such as 000, and refuses to write it.
    if (statusCode < 200) return void asked.destroy(new Error(`its status is ${statusCode}`));
    response.writeHead(statusCode, passedOn(answer.headers));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  asked.on('error', (error) => fail(error.message));
  // A change of protocol that nobody has asked for ends it without an error.
  asked.on('close', () => response.headersSent || fail('it gave no answer'));
  response.once('close', () => asked.destroy());
  request.pipe(asked);
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name) && !named.includes(name)),
  );
}
