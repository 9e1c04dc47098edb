import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { parseHost } from '../http/host.ts';
import { answerRaw } from '../http/raw-answer.ts';
import { beginsWithTls, secureSocket } from '../tls/secure-socket.ts';
import type { HostContexts } from './host-contexts.ts';
import type { ProxySetup } from './proxy.ts';
import { fateOf } from './service-hosts.ts';

export interface Connect {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What the client has sent behind its request already. */
  readonly head: Buffer;
}

/** A CONNECT: the client wants a connection to a host, for TLS most of the time. */
export function connectTunnel(setup: ProxySetup, contexts: HostContexts, tunnel: Connect): void {
  const { logger } = setup;
  const { request, socket, head } = tunnel;
  const { host = '', port = null } = parseHost(request.url) ?? {};
  if (port === null) return refuse(socket, 400, NO_TARGET);
  const name = `${host}:${port}`;
  if (head.length > 0) socket.unshift(head);
  switch (fateOf(host, port, setup.hosts)) {
    case 'service':
      socket.write(ESTABLISHED);
      serve(setup, contexts, host.replace(/\.$/, ''), socket).catch((error: unknown) => {
        logger.error(`proxy: no tunnel to ${name}`, { error });
        socket.destroy();
      });
      return;
    case 'emulator':
      return join(socket, host, port);
    case 'through':
      logger.info(`proxy: CONNECT ${name} let through`);
      return join(socket, host, port);
    case 'refused':
      logger.warn(`proxy: CONNECT ${name} refused`);
      return refuse(socket, 403, refusalOf(host));
  }
}

/** What a client hears that asks for a host which is none of ours. */
export function refusalOf(host: string): string {
  const name = host.replace(/^\[|\]$/g, '');
  return `The emulator's proxy lets nothing out to ${name}: start it with --proxy-passthrough ${name} if it should`;
}

const NO_TARGET = 'A CONNECT names a host and a port, as in api.partnercenter.microsoft.com:443';
const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** The emulator in place of the host, with a certificate that says so; some clients tunnel plain HTTP as well. */
async function serve(
  { server, logger }: ProxySetup,
  contexts: HostContexts,
  host: string,
  socket: Socket,
): Promise<void> {
  const isTls = await beginsWithTls(socket);
  if (isTls === null) return;
  if (!isTls) return server.accept(socket);
  const secure = await secureSocket(socket, await contexts.of(host));
  if (secure !== null) server.accept(secure);
  else logger.info(`proxy: a client came to no terms with ${host}; does it trust the emulator's CA?`);
}

/** Joins a client to a host; when one of them goes, so does the other. */
function join(socket: Socket, host: string, port: number): void {
  const upstream = connect({ host: host.replace(/^\[|\]$/g, ''), port, allowHalfOpen: true });
  let isJoined = false;
  upstream.once('connect', () => {
    isJoined = true;
    socket.write(ESTABLISHED);
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
  upstream.on('error', (error) => {
    if (isJoined) socket.destroy();
    else refuse(socket, 502, `${host}:${port} can't be reached: ${error.message}`);
  });
  upstream.once('close', () => {
    // What has been read of it may still be on its way.
    if (isJoined) socket.end();
  });
  socket.once('close', () => upstream.destroy());
}

function refuse(socket: Socket, status: number, why: string): void {
  answerRaw(socket, status, { 'Content-Type': 'text/plain; charset=utf-8' }, `${why}\n`);
}
