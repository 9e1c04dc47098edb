import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the library, the command line and the program of the worker with all they need. The answer is the list of files that went in. */
export async function writeBundles(root, target) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    // Names are kept whole so that a stack in a log can be read; it costs nothing at run time.
    minifyIdentifiers: false,
    // All licences are in one file beside.
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // The ES module of node-cron asks for `import.meta`, of which a CommonJS bundle knows nothing.
    alias: {
      'node-cron': join(root, 'node_modules/node-cron/dist/node-cron.cjs'),
      // What it offers to Node is in the UMD form, whose parts a bundler cannot see.
      'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
    },
  };
  const library = await build({
    ...common,
    entryPoints: ['src/index.ts'],
    outfile: join(target, 'index.cjs'),
    // The command line compiles this file itself, as a script from which nothing can be imported.
    supported: { 'dynamic-import': false },
    plugins: [certificatesBeside],
  });
  const commandLine = await build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(target, 'cli.cjs'),
    banner: { js: '#!/usr/bin/env node' },
    plugins: [emulatorFromLibrary(root), dataCommandsBeside, certificatesBeside],
  });
  const dataCommands = await build({
    ...common,
    entryPoints: ['src/data-commands.ts'],
    outfile: join(target, 'data-commands.cjs'),
  });
  const certificates = await build({
    ...common,
    entryPoints: ['src/tls/certificates.ts'],
    outfile: join(target, 'certificates.cjs'),
  });
  const worker = await build({
    ...common,
    entryPoints: ['src/worker.ts'],
    outfile: join(target, 'worker.cjs'),
  });
  const janitor = await build({
    ...common,
    entryPoints: ['src/exec/janitor.ts'],
    outfile: join(target, 'exec-janitor.cjs'),
  });
  const preload = await build({
    ...common,
    entryPoints: ['src/exec/proxy-preload.ts'],
    outfile: join(target, 'proxy-preload.cjs'),
    // It is loaded by the Node of whatever program is run.
    target: 'node16',
  });
  writeFileSync(join(target, 'index.mjs'), await printEsModule(library.metafile));
  return [
    ...new Set(
      [library, commandLine, dataCommands, certificates, worker, janitor, preload].flatMap(({ metafile }) =>
        Object.keys(metafile.inputs),
      ),
    ),
  ];
}

/** The command line finds the emulator in the library's file beside it, by way of the code cache. */
function emulatorFromLibrary(root) {
  const loader = join(root, 'scripts/build/load-library.cjs');
  return {
    name: 'emulator-from-library',
    setup({ onResolve }) {
      onResolve({ filter: /\/emulator\.ts$/ }, () => ({ path: loader }));
    },
  };
}

/** What only a few commands need does not delay the others. */
const dataCommandsBeside = {
  name: 'data-commands-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\/data-commands\.ts$/ }, () => ({ path: './data-commands.cjs', external: true }));
  },
};

/** What makes certificates is loaded by those who need a new one. */
const certificatesBeside = {
  name: 'certificates-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\/certificates\.ts$/ }, () => ({ path: './certificates.cjs', external: true }));
  },
};

/**
 * The ES module hands on what the CommonJS one has, so that a process that uses both has one emulator package, not two.
 * @param {import('esbuild').Metafile} metafile of the library
 */
async function printEsModule(metafile) {
  const [entry] = Object.keys(metafile.inputs).filter((path) => path === 'src/index.ts');
  const { metafile: asModule } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    outfile: 'index.mjs',
    logLevel: 'silent',
  });
  const names = asModule.outputs['index.mjs'].exports;
  return `import library from './index.cjs';\nexport const { ${names.join(', ')} } = library;\n`;
}
