import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the build puts beside the bundle; null when it is not there. The sources find it in dist, and the description where it is generated. */
export function builtFile(name: string): string | null {
  for (let at = __dirname; dirname(at) !== at; at = dirname(at)) {
    for (const folder of ['dist', '.', 'generated']) {
      if (existsSync(join(at, folder, name))) return join(at, folder, name);
    }
  }
  return null;
}

/** @throws when it is not there. */
export function requireBuiltFile(name: string): string {
  const found = builtFile(name);
  if (found === null) throw new Error(`The package is incomplete: ${name} is missing`);
  return found;
}
