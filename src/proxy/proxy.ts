import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Door } from '../http/door.ts';
import { listen, type HttpServer } from '../http/server.ts';
import type { Logger } from '../logging/logger.ts';
import { parseUrl } from '../primitives/parse-url.ts';
import type { Authority } from '../tls/authority.ts';
import { HostContexts } from './host-contexts.ts';
import { passOn } from './pass-on.ts';
import { fateOf, type ProxyHosts } from './service-hosts.ts';
import { connectTunnel, refusalOf } from './tunnel.ts';

export interface ProxySetup {
  readonly address: { readonly host: string; readonly port: number };
  /** What answers for the service. */
  readonly app: RequestListener;
  /** Serves what comes through tunnels. */
  readonly server: HttpServer;
  readonly authority: Authority;
  readonly hosts: ProxyHosts;
  readonly logger: Logger;
}

/**
 * Opens a forward proxy: the emulator answers for the service's hosts, by TLS as well, and other hosts are refused unless they are let
 * through.
 * @throws the listen error of Node, with its `code`.
 */
export function openProxy(setup: ProxySetup): Promise<Door> {
  const contexts = new HostContexts(setup.authority);
  return listen(
    (request, response) => answer(setup, request, response),
    setup.address,
    setup.logger,
    (request, socket, head) => {
      // All that come to a port are; Node's types allow for others.
      if (socket instanceof Socket) connectTunnel(setup, contexts, { request, socket, head });
    },
  );
}

/** A request that names its host in the target, as clients ask a proxy for http. */
function answer(
  { app, hosts, logger }: ProxySetup,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = /^https?:\/\//i.test(request.url ?? '') ? parseUrl(request.url ?? '') : null;
  if (url === null) return sayNo(response, 400, NO_SERVER);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  switch (fateOf(url.hostname, port, hosts)) {
    case 'service':
    case 'emulator':
      // The target goes before a Host header that says something else.
      request.headers.host = url.host;
      return app(request, response);
    case 'through':
      logger.info(`proxy: ${request.method} ${url.origin} let through`);
      return passOn(url, request, response);
    case 'refused':
      logger.warn(`proxy: ${request.method} ${url.origin} refused`);
      return sayNo(response, 403, refusalOf(url.hostname));
  }
}

const NO_SERVER =
  'This is the proxy of an emulator: name it in HTTP_PROXY and HTTPS_PROXY, and ask for http://api.partnercenter.microsoft.com';

function sayNo(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(`${why}\n`);
}
