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
  const asked = client.request(url, { method: request.method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  asked.on('error', (error) => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${url.host} can't be asked: ${error.message}\n`);
  });
  response.once('close', () => asked.destroy());
  request.pipe(asked);
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name) && !named.includes(name)),
  );
}
