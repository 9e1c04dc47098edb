/** Run in a process of its own: starts an emulator, asks once, and writes what V8 has compiled by then. */
const { readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');
const { Script } = require('node:vm');

void make(resolve(process.argv[2]));

async function make(folder) {
  const path = join(folder, 'index.cjs');
  // Its name is kept in what is compiled, and so is not to tell where that was.
  const script = new Script(Module.wrap(readFileSync(path, 'utf8')), { filename: 'index.cjs' });
  const library = { exports: {} };
  script.runInThisContext()(library.exports, Module.createRequire(path), library, path, folder);
  const emulator = await library.exports.startEmulator({ port: 0 });
  await (await fetch(`${emulator.url}/_emulator/health`)).arrayBuffer();
  await emulator.close();
  const { versions, platform, arch } = process;
  writeFileSync(join(folder, `index.${versions.v8}-${platform}-${arch}.cache`), script.createCachedData());
}
