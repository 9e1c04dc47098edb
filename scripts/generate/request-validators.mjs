/** Ajv's validators as plain code, so that nothing is compiled at run time and Ajv itself stays out of the package. */
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { groupsOf } from './request-inputs.mjs';

/** For people: what they say is said to the validator by other keywords. */
const ANNOTATIONS = ['description', 'default', 'format'];
const COUNT_CHARACTERS = 'require("ajv/dist/runtime/ucs2length").default';

export function printValidators(requests) {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    // An `if` is told about the property it asks for by the object around it.
    strictTypes: false,
    code: { source: true, esm: true, lines: true },
  });
  const names = {};
  for (const { schema, name } of requests.flatMap(groupsOf)) {
    ajv.addSchema(withoutAnnotations(schema), name);
    names[name] = name;
  }
  const code = standalone.default(ajv, names).replaceAll(COUNT_CHARACTERS, '(text) => [...text].length');
  if (code.includes('require(')) throw new Error('A validator needs a part of Ajv at run time');
  return `${code}\n`;
}

/** A property may have the name of an annotation, and stays. */
function withoutAnnotations(schema) {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !ANNOTATIONS.includes(key) && !key.startsWith('x-'));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties'
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutAnnotations(one)]))
        : withoutAnnotations(value),
    ]),
  );
}

export function printDeclarations(requests) {
  const declared = requests.flatMap((request) =>
    groupsOf(request).map(
      ({ part, name }) => `export const ${name}: Validator<ValueOf<'${request.operationId}', '${part}'>>;`,
    ),
  );
  return `${DECLARATIONS}\n${declared.join('\n')}\n`;
}

const DECLARATIONS = `import type { operations } from './api-types.ts';

/** The JSON Schema keywords that the description uses for input. */
export type Keyword =
  | 'type' | 'required' | 'enum' | 'const' | 'pattern' | 'maxLength' | 'minimum' | 'maximum' | 'if' | 'oneOf' | 'additionalProperties';

/** One thing that is wrong with a value, as Ajv tells it. */
export interface Violation {
  /** \`/Name\` of the property, or empty for the value as a whole. */
  readonly instancePath: string;
  readonly keyword: Keyword;
  readonly params: { readonly missingProperty?: string; readonly additionalProperty?: string };
  readonly message?: string;
}

/** After a false answer, \`errors\` tells everything that is wrong. */
export interface Validator<Value> {
  (value: unknown): value is Value;
  errors?: readonly Violation[] | null;
}

/** What an operation reads from its query parameters or its body. */
export type ValueOf<Id extends keyof operations, Part extends 'query' | 'body'> = Part extends 'query'
  ? operations[Id] extends { parameters: { query?: infer Query } } ? Named<NonNullable<Query>> : never
  : operations[Id] extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : never;

/** An operation without query parameters reads an empty object. */
type Named<Query> = [Query] extends [never] ? Record<string, never> : Query;
`;
