/** What each operation reads: names, wanted types, enum values and the rules that refuse. */

export const BANNER = '// Made from openapi.yaml by scripts/generate.mjs: change that instead.\n';
const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'];
const UNREADABLE_PARAMETER = { default: 'request.parameter' };

/**
 * Every operation in document order, with self-contained schemas for its query parameters and its body.
 * `area` says who answers it: an operation without a server of its own belongs to the surfaces.
 */
export function collectRequests(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methodsOf(item).map((method) => {
      const operation = item[method];
      const bodySchema = operation.requestBody?.content['application/json']?.schema;
      return {
        operationId: operation.operationId,
        method: method.toUpperCase(),
        path,
        area: areaOf(path, item),
        query: querySchema(document, [...(item.parameters ?? []), ...(operation.parameters ?? [])]),
        body: bodySchema === undefined ? null : inline(document, bodySchema),
      };
    }),
  );
}

function methodsOf(item) {
  return Object.keys(item).filter((key) => METHODS.includes(key));
}

function areaOf(path, item) {
  if (item.servers === undefined) return 'surface';
  if (path.startsWith('/_emulator/')) return 'control';
  return path.startsWith('/reports/') ? 'file' : 'identity';
}

function querySchema(document, parameters) {
  const query = parameters.map((one) => inline(document, one)).filter((one) => one.in === 'query');
  return {
    type: 'object',
    required: query.filter((one) => one.required).map((one) => one.name),
    'x-emulator-rules': UNREADABLE_PARAMETER,
    properties: Object.fromEntries(query.map((one) => [one.name, one.schema])),
  };
}

/** The node with every local reference put in its place; what stands beside a reference wins. */
function inline(document, node) {
  if (Array.isArray(node)) return node.map((one) => inline(document, one));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, ...own } = node;
  const beside = Object.fromEntries(
    Object.entries(own).map(([key, value]) => [key, inline(document, value)]),
  );
  if ($ref === undefined) return beside;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key], document);
  return { ...inline(document, target), ...beside };
}

/** The groups of input that are validated, each with its validator's name: all of a surface, and what the control plane is sent. */
export function groupsOf({ operationId, area, query, body }) {
  const groups = [];
  if (area === 'surface') groups.push({ part: 'query', schema: query, name: `${operationId}_query` });
  if (body !== null) groups.push({ part: 'body', schema: body, name: `${operationId}_body` });
  return groups;
}

export function printInputs(requests) {
  const rows = requests.map(({ operationId, method, path, area }) => ({ operationId, method, path, area }));
  const surface = requests.filter((request) => request.area === 'surface');
  const controlBodies = requests.filter((request) => request.area === 'control' && request.body !== null);
  return `${PREAMBLE}
/** In document order. The paths of a surface's operations are relative to its base path. */
export const operations = ${JSON.stringify(rows, null, 2)} as const;

export type OperationId = (typeof operations)[number]['operationId'];

${surface.flatMap(printGroups).join('\n\n')}

/** What the operations of a surface read; an operation without a body has null. */
export const operationInputs = {
${surface.map(printEntry).join('\n')}
};

export type SurfaceOperationId = keyof typeof operationInputs;

/** What the control plane is sent. */
export const controlBodies = {
${controlBodies.map(({ operationId }) => `  ${operationId}: validators.${operationId}_body,`).join('\n')}
};
`;
}

const PREAMBLE = `import type { Rule } from '../errors/api-errors.ts';
import type { Keyword, Validator, ValueOf } from './request-validators.js';
import * as validators from './request-validators.js';

export type { Keyword, Validator, ValueOf, Violation } from './request-validators.js';

/** Which rule refuses what breaks a keyword. */
export type InputRules = { readonly [keyword in Keyword]?: Rule } & { readonly default: Rule };

export interface InputProperty {
  /** As documented; requests may spell it in any letter case. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly enum?: readonly string[];
  /** Counts as absent when the boolean property of this name is true. */
  readonly ignoredWith?: string;
  readonly rules: InputRules;
}

/** The query parameters or the body of an operation. */
export interface InputGroup<Value> {
  readonly properties: readonly InputProperty[];
  readonly required: readonly string[];
  /** For the group as a whole: a missing property, or not an object at all. */
  readonly rules: InputRules;
  readonly validate: Validator<Value>;
}
`;

function printEntry({ operationId, body }) {
  return `  ${operationId}: { query: ${operationId}_query, body: ${body === null ? 'null' : `${operationId}_body`} },`;
}

function printGroups(request) {
  return groupsOf(request).map(({ part, schema, name }) => {
    const facts = {
      properties: Object.entries(schema.properties).map(([key, one]) => property(request, key, one)),
      required: schema.required ?? [],
      rules: rulesOf(request, part, schema),
    };
    const type = `InputGroup<ValueOf<'${request.operationId}', '${part}'>>`;
    const fields = Object.entries(facts).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
    return `const ${name}: ${type} = {\n${fields.join('\n')}\n  validate: validators.${name},\n};`;
  });
}

function property(request, name, schema) {
  if (!['string', 'integer', 'boolean'].includes(schema.type))
    throw new Error(`${request.operationId}: ${name} is of type ${schema.type}, which nothing reads`);
  return {
    name,
    type: schema.type,
    ...(schema.enum === undefined ? {} : { enum: schema.enum }),
    ...(schema['x-emulator-ignored-with'] === undefined
      ? {}
      : { ignoredWith: schema['x-emulator-ignored-with'] }),
    rules: rulesOf(request, name, schema),
  };
}

function rulesOf(request, place, schema) {
  const rules = schema['x-emulator-rules'];
  if (rules?.default === undefined)
    throw new Error(`${request.operationId}: ${place} has no default in its x-emulator-rules`);
  return rules;
}
