import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The facts a surface is made of, as the package ships them: `fixtures/<path>`, parsed. */
export function readFixture(path: string): unknown {
  return JSON.parse(readFileSync(join(fixtureFolder(), path), 'utf8'));
}

let folder: string | null = null;

/** The nearest `fixtures` above this file: the sources and the built bundle stand at different depths below the package. */
function fixtureFolder(): string {
  for (let at = __dirname; folder === null; at = dirname(at)) {
    if (existsSync(join(at, 'fixtures', 'words'))) folder = join(at, 'fixtures');
    else if (dirname(at) === at)
      throw new Error(`The package is incomplete: no fixtures folder above ${__dirname}`);
  }
  return folder;
}
