import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SWAGGER_UI = 'node_modules/swagger-ui-dist';
/** What src/http/swagger-page.ts serves, and what its licence asks for. */
const SWAGGER_UI_FILES = [
  'swagger-ui.css',
  'index.css',
  'swagger-ui-bundle.js',
  'favicon-32x32.png',
  'LICENSE',
  'NOTICE',
];

/** Copies what is read as files at run time: the description of the API and Swagger UI. */
export function copyAssets(root, target) {
  copyFileSync(join(root, 'src/generated/openapi.json'), join(target, 'openapi.json'));
  mkdirSync(join(target, 'swagger-ui'));
  for (const file of SWAGGER_UI_FILES) {
    copyFileSync(join(root, SWAGGER_UI, file), join(target, 'swagger-ui', file));
  }
}

/** The licences of all packages of which something is in dist/, as their authors ask for it. */
export function licencesOf(root, inputs) {
  const folders = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const packages = [...new Set([...folders, SWAGGER_UI])].filter((folder) => folder !== undefined).sort();
  const texts = packages.map((folder) => licenceOf(join(root, folder)));
  return `This package contains the following software.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
