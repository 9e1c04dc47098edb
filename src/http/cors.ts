import type { Exchange } from './exchange.ts';

/** Option `cors`: lets the pages of any site call the surfaces and read the answers. */
export function allowBrowsers({ request, response }: Exchange): void {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Expose-Headers', '*, Authorization');
  response.setHeader('Vary', 'Origin');
}

export function isPreflight({ request }: Exchange): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

export function sendPreflight({ request, response, noted }: Exchange): void {
  noted.hidden = true;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '*',
    'Access-Control-Max-Age': '600',
  });
  response.end();
}
