/** Runs the benches named, or all, one after another, each in a process of its own. Usage: npm run bench [-- cold-start …] */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  'cold-start',
  'requests',
  'time',
  'sandboxes',
  'unused',
  'strict',
  'https',
  'export',
  'group',
  'dashboard',
];
const HERE = dirname(fileURLToPath(import.meta.url));

const wanted = process.argv.length > 2 ? process.argv.slice(2) : BENCHES;
for (const name of wanted) {
  const file = join(HERE, `${name}.mjs`);
  if (!existsSync(file)) {
    console.error(`There is no bench '${name}': ${BENCHES.join(', ')}`);
    process.exit(2);
  }
  console.log(`\n# ${name}`);
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
