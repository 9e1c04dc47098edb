/** Writes docs/control-plane.md from the calls of /_emulator in openapi.yaml; with --check it only says whether it is right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { SchemaWords, anchorOf, sentence } from './describe-schema.mjs';
import { putReference } from './reference-page.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const METHODS = ['get', 'post', 'put', 'delete'];

const { paths, components } = parse(readFileSync(join(ROOT, 'openapi.yaml'), 'utf8'));
const words = new SchemaWords(components.schemas);
const calls = Object.entries(paths)
  .filter(([path]) => path.startsWith('/_emulator'))
  .flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({ path, method, item, call: item[method] })),
  );

await putReference(join(ROOT, 'docs/control-plane.md'), reference());

function reference() {
  const codes = components.schemas.ControlErrorCode.enum.map((code) => `\`${code}\``);
  return `# The control plane

\`/_emulator\` is the emulator's own side: what the service does not have and tests need. Below \`/sandbox/{name}\`, or with the header \`X-Emulator-Sandbox\`, a call is about that sandbox, else about \`default\`. It takes and gives JSON. Where there is an \`--admin-key\`, all calls but \`health\` and \`inbox/…\` want it in the header \`X-Emulator-Key\`.

Tests in JavaScript have the same [in the library](nightly-export-test.md), without HTTP.

| Call | |
|---|---|
${calls.map(tableRow).join('\n')}

A time is \`2026-01-15T00:00:00Z\`; a duration is ISO 8601 from weeks to seconds (\`PT4H\`), or a number of seconds. A refusal is \`{"error": {"code", "message", "details": [{"at", "problem"}]}}\` with one of the codes ${codes.join(', ')}.

This page is written from [openapi.yaml](../openapi.yaml) by \`scripts/write-control-plane-reference.mjs\`.

${calls.map(section).join('\n')}
${words.sections()}`;
}

function tableRow({ path, method, call }) {
  return `| [\`${method.toUpperCase()} ${path}\`](#${anchorOf(call.summary)}) | ${call.summary} |`;
}

function section({ path, method, item, call }) {
  return `## ${call.summary}

\`${method.toUpperCase()} ${path}\`

${call.description.trim()}

${[...parametersOf(item, call), ...bodyOf(call), ...answersOf(call)].join('\n')}

${examplesOf(path, method, item, call)}`;
}

/** Those in the path and in the query; the headers are told once for all. */
function parametersOf(item, call) {
  return [...(item.parameters ?? []), ...(call.parameters ?? [])]
    .map(resolve)
    .filter((one) => one.in !== 'header')
    .map((one) => `- \`${one.name}\` (${one.in}), ${words.typeOf(one.schema)}: ${sentence(one.description)}`);
}

function bodyOf({ requestBody }) {
  if (requestBody === undefined) return [];
  return [`- body${requestBody.required ? '' : ', if any'}: ${words.contentOf(jsonOf(requestBody).schema)}`];
}

function answersOf({ responses }) {
  return Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, { description, content }]) => {
      const [body] = Object.values(content ?? {});
      const what = body === undefined ? '' : `, ${words.contentOf(body.schema)}`;
      return `- answer ${status}${what}: ${sentence(description)}`;
    });
}

function examplesOf(path, method, item, { requestBody }) {
  if (requestBody === undefined) return '';
  const target = path.replace(/\{(\w+)\}/g, (_, name) => pathExample(item, name));
  return Object.values(jsonOf(requestBody).examples ?? {})
    .map(
      ({ summary, value }) => `${summary}:

\`\`\`http
${method.toUpperCase()} ${target}
Content-Type: application/json

${JSON.stringify(value)}
\`\`\`
`,
    )
    .join('\n');
}

function pathExample(item, name) {
  return item.parameters.map(resolve).find((one) => one.name === name).example;
}

function resolve(parameter) {
  return parameter.$ref === undefined ? parameter : components.parameters[parameter.$ref.split('/').at(-1)];
}

function jsonOf({ content }) {
  return content['application/json'];
}
