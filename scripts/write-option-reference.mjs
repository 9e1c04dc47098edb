/** Writes docs/options.md from the comments in EmulatorOptions and the table of flags; with --check it only says whether it is right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { putReference } from './reference-page.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(ROOT, 'docs/options.md');

const { FLAGS, environmentName } = await importTypeScript('src/cli/flags.ts');
const flagOf = new Map(FLAGS.map((flag) => [flag.option, flag]));
await putReference(TARGET, reference());

function reference() {
  return `# Options

Every option has a name in the library and in a config file, a flag, and an environment variable. A flag goes before the environment, the environment before the file, the file before the default. Bad values are told all at once, a line each, and the exit code is 2.

A duration is a number of seconds, or ISO 8601 from weeks to seconds: \`PT4H\`, \`P1DT12H\`. What is on or off is turned with \`--name\` and \`--no-name\`, or with \`true\` and \`false\` in the environment.

In the library and in a config file \`clock.mode\` is \`mode\` inside \`clock\`. A config file is JSON and is named by \`--config FILE\` or \`INSIGHTS_EMULATOR_CONFIG\`:

\`\`\`json
{ "port": 0, "clock": { "mode": "frozen", "now": "2026-01-15T00:00:00Z" }, "runTime": "PT5M" }
\`\`\`

This page is written by \`scripts/write-option-reference.mjs\`.

${documentedOptions().map(section).join('\n')}`;
}

function section({ name, description, initially, example }) {
  const flag = flagOf.get(name);
  if (flag === undefined) throw new Error(`src/cli/flags.ts has no flag for ${name}`);
  return `## \`${name}\`

${description}

- library: default \`${initially}\`, for example \`${example}\`
- command line: ${usage(flag)}, default \`${flag.initially}\`
- environment: \`${environmentName(flag.name)}\`
`;
}

function usage({ name, kind, value }) {
  return kind === 'boolean' ? `\`--${name}\` or \`--no-${name}\`` : `\`--${name} ${value}\``;
}

/** In the order of EmulatorOptions; those of the clock stand in its place. */
function documentedOptions() {
  const source = readFileSync(join(ROOT, 'src/options/emulator-options.ts'), 'utf8');
  const clock = optionsOf(source, 'ClockOptions').map((one) => ({ ...one, name: `clock.${one.name}` }));
  return optionsOf(source, 'EmulatorOptions').flatMap((one) => (one.name === 'clock' ? clock : [one]));
}

function optionsOf(source, type) {
  const body = new RegExp(`export interface ${type} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/\/\*\*\n([\s\S]*?)\*\/\s+(\w+)\?:/g)].map(([, comment, name]) => {
    const text = comment.replace(/^ *\* ?/gm, '').trim();
    const [description, ...tags] = text.split(/^@/m);
    const tag = (wanted) =>
      tags
        .find((one) => one.startsWith(wanted))
        ?.slice(wanted.length)
        .trim();
    return {
      name,
      description: description.replaceAll('\n', ' ').trim(),
      initially: tag('default'),
      example: tag('example'),
    };
  });
}

async function importTypeScript(path) {
  const { code } = transformSync(readFileSync(join(ROOT, path), 'utf8'), { loader: 'ts', format: 'esm' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}
