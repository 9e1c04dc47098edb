/** Where this page stands: the address of the emulator may have a path of its own, and a sandbox follows it. */
export interface Place {
  /** Without a slash at its end. */
  readonly root: string;
  readonly sandbox: string;
  /** Before every path of the sandbox; without a slash at its end. */
  readonly base: string;
}

export const place: Place = readPlace(location.pathname);

export function readPlace(pathname: string): Place {
  const inSandbox = /^(.*?)\/sandbox\/([^/]+)/i.exec(pathname);
  const [, before = '', name = ''] = inSandbox ?? [];
  if (inSandbox === null) {
    const root = pathname.replace(/\/[^/]*$/, '');
    return { root, sandbox: 'default', base: root };
  }
  return { root: before, sandbox: decodeURIComponent(name), base: `${before}/sandbox/${name}` };
}

/** An address as it is told here: without what every address of this sandbox begins with. */
export function withinSandbox(address: string): string {
  const { origin } = location;
  const path = address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
  const starts = [`${place.root}/sandbox/${place.sandbox}`, place.base];
  return path.slice(starts.find((start) => path.startsWith(`${start}/`))?.length ?? 0);
}

/** The dashboard of another sandbox, at the same view. */
export function addressOf(sandbox: string, hash: string): string {
  return `${place.root}/sandbox/${encodeURIComponent(sandbox)}/${hash}`;
}
