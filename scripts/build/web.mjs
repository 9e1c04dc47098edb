import { gzipSync } from 'node:zlib';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** All of the dashboard as a browser gets it, compressed. */
const MOST_BYTES = 150 * 1024;

/** Bundles the dashboard into web/ of the target, each file with its compressed twin. The answer is the list of files that went in. */
export async function writeWeb(root, target) {
  const folder = join(target, 'web');
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'web/main.tsx', out: 'app' },
      { in: 'web/styles/app.css', out: 'app' },
    ],
    bundle: true,
    outdir: folder,
    format: 'esm',
    // Nothing is rewritten for older browsers; light-dark() in the styles asks for one of 2024 anyway.
    target: 'esnext',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'web/index.html'), join(folder, 'index.html'));
  compressAll(folder);
  return Object.keys(metafile.inputs);
}

function compressAll(folder) {
  let bytes = 0;
  for (const file of readdirSync(folder)) {
    const compressed = gzipSync(readFileSync(join(folder, file)), { level: 9 });
    writeFileSync(join(folder, `${file}.gz`), compressed);
    bytes += compressed.length;
  }
  if (bytes > MOST_BYTES) throw new Error(`The dashboard has ${bytes} bytes compressed, of ${MOST_BYTES}`);
}
