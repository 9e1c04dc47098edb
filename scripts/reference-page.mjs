/** A page of docs/ that is made from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as prettier from 'prettier';

/** Writes the page; with --check on the command line it only says whether the one that is there is right. */
export async function putReference(target, text) {
  const style = await prettier.resolveConfig(target);
  const page = await prettier.format(text, { ...style, parser: 'markdown' });
  if (process.argv[2] !== '--check') return writeFileSync(target, page);
  if (readFileSync(target, 'utf8') === page) return;
  const [name, script] = [target, process.argv[1]].map((path) => relative('.', path));
  console.error(`${name} is not what it is made from: run node ${script}`);
  process.exitCode = 1;
}
