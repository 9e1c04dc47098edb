/** What `exec` has Node programs load first: it sends their TLS through the proxy, whose own ways to one come only with Node 24. */
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';
import { isLoopbackAddress } from '../primitives/loopback.ts';
import { Tunnel } from './tunnel.ts';

const connectDirectly = tls.connect;
const proxy = process.env['HTTPS_PROXY'];
const directHosts = (process.env['NO_PROXY'] ?? '').split(',');

if (proxy !== undefined && proxy !== '') {
  const { hostname, port } = new URL(proxy);
  // Of an IPv6 address the brackets belong to the URL.
  sendThrough({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
}

/** `fetch`, `https`, `http2` and the package undici all ask `tls.connect` for their connections. */
function sendThrough(proxyAt: { readonly host: string; readonly port: number }): void {
  const connect = (...words: unknown[]): unknown => {
    const [options, ...others] = inOptions(words);
    // A client that knows proxies has made its tunnel already and hands it over as `socket`.
    const isOwnAffair = options === null || isGiven(options['socket']) || isGiven(options['path']);
    const host = isOwnAffair ? '' : textOf(options['host']) || 'localhost';
    if (isOwnAffair || isLoopbackAddress(host) || directHosts.includes(host)) return ask(words);
    const socket = new Tunnel(
      proxyAt,
      `${host.includes(':') ? `[${host}]` : host}:${textOf(options['port'])}`,
    );
    return keptBy(ask([{ ...options, socket }, ...others]), socket);
  };
  Object.assign(tls, { connect });
  syncBuiltinESMExports();
}

/** Clients let go of a connection that rests, so that a program may end; what lies below it must be let go of. */
function keptBy(connection: unknown, tunnel: Tunnel): unknown {
  if (!(connection instanceof tls.TLSSocket)) return connection;
  connection.ref = () => (tunnel.ref(), connection);
  connection.unref = () => (tunnel.unref(), connection);
  return connection;
}

/** Whatever it is asked, it knows best itself what is wrong with it. */
function ask(words: readonly unknown[]): unknown {
  return Reflect.apply(connectDirectly, tls, words) as unknown; // as good as any type: it is only handed back
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

type Options = Readonly<Record<string, unknown>>;

/** `connect(port, host, options, call)` as `connect(options, call)`; null for a form that needs no proxy. */
function inOptions(words: readonly unknown[]): readonly [Options | null, ...unknown[]] {
  const [first] = words;
  if (isOptions(first)) return [first, ...words.slice(1)];
  if (typeof first !== 'number') return [null];
  const host = words.find((word) => typeof word === 'string');
  const given = words.find(isOptions);
  return [{ ...given, port: first, host }, ...words.filter((word) => typeof word === 'function')];
}

function isOptions(word: unknown): word is Options {
  return typeof word === 'object' && word !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
