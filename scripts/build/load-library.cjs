/**
 * Loads the library beside this file. V8 takes a third of the start-up to compile it, unless it is given what it made of it before:
 * the code cache that the build left for this very version of V8, or else the compile cache that Node keeps from version 22.
 * Whatever does not fit is compiled anew.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const Module = require('node:module');

module.exports = load();

function load() {
  const path = join(__dirname, 'index.cjs');
  const cachedData = readCache();
  if (cachedData === null) {
    Module.enableCompileCache?.();
    return Module.createRequire(__filename)(path);
  }
  const { Script } = require('node:vm');
  const script = new Script(Module.wrap(readFileSync(path, 'utf8')), { filename: path, cachedData });
  const library = { exports: {} };
  const require_ = Module.createRequire(path);
  script.runInThisContext()(library.exports, require_, library, path, __dirname);
  return library.exports;
}

function readCache() {
  try {
    return readFileSync(
      join(__dirname, `index.${process.versions.v8}-${process.platform}-${process.arch}.cache`),
    );
  } catch {
    return null;
  }
}
