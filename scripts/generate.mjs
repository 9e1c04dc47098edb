/** Makes src/generated/ from openapi.yaml; does nothing when what is there is newer than what it is made from. */
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DESCRIPTION = join(ROOT, 'openapi.yaml');
const TARGET = join(ROOT, 'src/generated');
const GENERATORS = join(ROOT, 'scripts/generate');
const OUTPUTS = [
  'openapi.json',
  'api-types.ts',
  'request-validators.js',
  'request-validators.d.ts',
  'request-inputs.ts',
];

if (!isFresh()) await generate();

function isFresh() {
  const sources = [DESCRIPTION, fileURLToPath(import.meta.url)];
  for (const file of readdirSync(GENERATORS)) sources.push(join(GENERATORS, file));
  const newestSource = Math.max(...sources.map(changedAt));
  return OUTPUTS.every((file) => changedAt(join(TARGET, file)) > newestSource);
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function generate() {
  const [{ parse }, { default: openapiTypes, astToString }, inputs, validators] = await Promise.all([
    import('yaml'),
    import('openapi-typescript'),
    import('./generate/request-inputs.mjs'),
    import('./generate/request-validators.mjs'),
  ]);
  const document = parse(readFileSync(DESCRIPTION, 'utf8'));
  const requests = inputs.collectRequests(document);
  // openapi-typescript changes the document it is given.
  const types = await openapiTypes(structuredClone(document), { defaultNonNullable: false, silent: true });
  write({
    'openapi.json': JSON.stringify(document),
    'api-types.ts': inputs.BANNER + astToString(types),
    'request-validators.js': inputs.BANNER + validators.printValidators(requests),
    'request-validators.d.ts': inputs.BANNER + validators.printDeclarations(requests),
    'request-inputs.ts': inputs.BANNER + inputs.printInputs(requests),
  });
}

/** All or nothing, and each file in one step: others may be reading. */
function write(texts) {
  mkdirSync(TARGET, { recursive: true });
  for (const file of OUTPUTS) writeFileSync(join(TARGET, `${file}.${process.pid}.new`), texts[file]);
  for (const file of OUTPUTS) renameSync(join(TARGET, `${file}.${process.pid}.new`), join(TARGET, file));
}
