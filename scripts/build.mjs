/** Makes dist/ from src/, web/ and what the packages it bundles ship; does nothing when dist/ is newer than all of that. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'web', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const DIST = join(ROOT, 'dist');
/** Written last: dist/ is whole when it is there. Its time is that at which the build began: what changes meanwhile is newer. */
const STAMP = 'THIRD-PARTY-LICENSES.txt';

if (!isFresh()) await build();

function isFresh() {
  const builtAt = statSync(join(DIST, STAMP), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return SOURCES.every((source) => newestOf(join(ROOT, source)) < builtAt);
}

function newestOf(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestOf(join(path, name))));
}

async function build() {
  const began = new Date();
  const [bundles, web, types, assets, codeCache] = await Promise.all([
    import('./build/bundles.mjs'),
    import('./build/web.mjs'),
    import('./build/types.mjs'),
    import('./build/assets.mjs'),
    import('./build/code-cache.mjs'),
  ]);
  // Made aside and moved in one step: others may be running what is there.
  const aside = join(ROOT, 'node_modules/.cache', `build-${process.pid}`);
  const target = join(aside, 'new');
  mkdirSync(target, { recursive: true });
  try {
    const inputs = [...(await bundles.writeBundles(ROOT, target)), ...(await web.writeWeb(ROOT, target))];
    types.writeTypes(ROOT, target);
    assets.copyAssets(ROOT, target);
    await codeCache.writeCodeCache(target);
    writeFileSync(join(target, STAMP), assets.licencesOf(ROOT, inputs));
    utimesSync(join(target, STAMP), began, began);
    if (statSync(DIST, { throwIfNoEntry: false })) renameSync(DIST, join(aside, 'old'));
    renameSync(target, DIST);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
