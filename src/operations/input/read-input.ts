import { refuse, type ApiError } from '../../errors/api-errors.ts';
import type { InputGroup, InputProperty, Violation } from '../../generated/request-inputs.ts';

/**
 * Reads the properties of a body or the parameters of a query string the way the service's stack does (docs/fidelity.md): names in any
 * case and the last one wins, unknown ones ignored, null and blank as absent, scalars converted. What is left is held against
 * openapi.yaml by a compiled validator.
 *
 * @throws ApiError missing mandatory values first, then each property in the order of the description.
 */
export function readInput<Value>(
  group: InputGroup<Value>,
  sent: Iterable<readonly [string, unknown]>,
): Value {
  const values = withoutIgnored(group, canonical(group, sent));
  if (group.validate(values)) return values;
  throw refusalOf(group, values, group.validate.errors ?? []);
}

/** @throws ApiError when the body is not an object. */
export function readBodyInput<Value>(group: InputGroup<Value>, body: unknown): Value {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return readInput(group, Object.entries(body));
  throw refuse('request.body', `the body must be a JSON object, not ${describeKind(body)}`);
}

export function readQueryInput<Value>(group: InputGroup<Value>, search: string): Value {
  return readInput(group, search === '' ? [] : new URLSearchParams(search));
}

/** By documented name; of a property that was sent twice the last counts, also when that makes it absent. */
function canonical(
  group: InputGroup<unknown>,
  sent: Iterable<readonly [string, unknown]>,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const properties = propertiesByName(group);
  for (const [name, value] of sent) {
    const property = properties.get(name.toLowerCase());
    if (property !== undefined) values.set(property.name, convert(property, value));
  }
  return values;
}

/** What is given and counts, as an object for the validator. */
function withoutIgnored(
  group: InputGroup<unknown>,
  values: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  const counting: Record<string, unknown> = {};
  for (const { name, ignoredWith } of group.properties) {
    const value = values.get(name) ?? null;
    const isIgnored = ignoredWith !== undefined && values.get(ignoredWith) === true;
    if (value !== null && !isIgnored) counting[name] = value;
  }
  return counting;
}

/** Null is absent. What can't be converted stays as it is, for the validator to refuse. */
function convert(property: InputProperty, value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' ? null : fromText(property, text);
  }
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return property.type === 'string' && isScalar ? fromText(property, String(value)) : value;
}

function fromText(property: InputProperty, text: string): unknown {
  if (property.type === 'integer') return /^[+-]?\d+$/.test(text) ? Number(text) : text;
  if (property.type === 'boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
  return property.enum?.find((allowed) => allowed.toLowerCase() === text.toLowerCase()) ?? text;
}

const byName = new WeakMap<InputGroup<unknown>, ReadonlyMap<string, InputProperty>>();

function propertiesByName(group: InputGroup<unknown>): ReadonlyMap<string, InputProperty> {
  let properties = byName.get(group);
  if (properties === undefined) {
    properties = new Map(group.properties.map((property) => [property.name.toLowerCase(), property]));
    byName.set(group, properties);
  }
  return properties;
}

function refusalOf(
  group: InputGroup<unknown>,
  values: Readonly<Record<string, unknown>>,
  violations: readonly Violation[],
): ApiError {
  const missing = violations.flatMap((violation) => violation.params.missingProperty ?? []);
  if (missing.length > 0) {
    return refuse(
      group.rules.required ?? group.rules.default,
      `${[...new Set(missing)].join(', ')} must be given`,
    );
  }
  for (const property of group.properties) {
    const violation = violations.find(({ instancePath }) => instancePath === `/${property.name}`);
    if (violation !== undefined) return refusalOfProperty(property, values[property.name], violation);
  }
  return refuse(group.rules.default, violations[0]?.message ?? null);
}

function refusalOfProperty(property: InputProperty, value: unknown, violation: Violation): ApiError {
  const rule = property.rules[violation.keyword] ?? property.rules.default;
  // The documented text of a malformed date says no more than this, and clients match on it.
  if (rule === 'report.malformed-date') return refuse(rule);
  const shown = typeof value === 'string' ? value.slice(0, 100) : describeKind(value);
  return refuse(rule, describeViolation(property, value, violation), shown);
}

function describeViolation(property: InputProperty, value: unknown, violation: Violation): string {
  if (violation.keyword === 'enum') return `${property.name} takes ${(property.enum ?? []).join(' or ')}`;
  if (violation.keyword === 'type')
    return `${property.name} must be ${KINDS[property.type]}, not ${describeKind(value)}`;
  return `${property.name} ${violation.message ?? 'is not valid'}`;
}

const KINDS = { string: 'text', integer: 'a whole number', boolean: 'true or false' } as const;

function describeKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value.slice(0, 100)}'`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'an object';
}
