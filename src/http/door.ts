import type { AddressInfo, Server } from 'node:net';

/** A port on which something is served. */
export interface Door {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** @throws the listen error of Node, with its `code`. */
export async function openDoor(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
  scheme: 'http' | 'https' = 'http',
): Promise<Omit<Door, 'close'>> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A server on TCP has an address object.
  const address = server.address() as AddressInfo;
  return { port: address.port, url: `${scheme}://${reachableHost(address)}:${address.port}` };
}

/** By which a client on this machine reaches a server: one that listens everywhere is reached on loopback. */
function reachableHost({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return family === 'IPv6' ? `[${address}]` : address;
}
