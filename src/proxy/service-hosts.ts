import { isLoopbackName } from '../primitives/loopback.ts';

/** The service, and those that give tokens for it: the aliases of the public cloud, as instance discovery lists them. */
const SERVICE_HOSTS: ReadonlySet<string> = new Set([
  'api.partnercenter.microsoft.com',
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
]);
/** Report files are blobs of an account whose name nobody knows beforehand. */
const FILE_HOSTS = /^[a-z0-9]{3,24}\.blob\.core\.windows\.net$/;

/** Whether the emulator stands for a host, which is given in lower case. */
export function isServiceHost(host: string): boolean {
  return SERVICE_HOSTS.has(host) || FILE_HOSTS.test(host);
}

export interface ProxyHosts {
  /** In lower case. */
  readonly passthrough: readonly string[];
  readonly linkHost: string | null;
  /** On which the emulator itself listens. */
  readonly ownPorts: readonly number[];
}

/** What becomes of a request: the emulator answers for the service, is meant itself, is not asked, or nobody is. */
export type Fate = 'service' | 'emulator' | 'through' | 'refused';

/** @param host in lower case, an IPv6 address in brackets. */
export function fateOf(host: string, port: number, { passthrough, linkHost, ownPorts }: ProxyHosts): Fate {
  const name = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (passthrough.includes(name)) return 'through';
  if (isServiceHost(name) || name === linkHost) return 'service';
  return isLoopbackName(host) && ownPorts.includes(port) ? 'emulator' : 'refused';
}
