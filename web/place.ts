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

/** The dashboard of another sandbox, at the same view. */
export function addressOf(sandbox: string, hash: string): string {
  return `${place.root}/sandbox/${encodeURIComponent(sandbox)}/${hash}`;
}
