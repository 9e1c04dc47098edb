import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import {
  apiDescription,
  entriesOf,
  follow,
  has,
  propertyOf,
  toPointer,
  valueAt,
} from './openapi-document.ts';

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What JSON parsed to; the text or bytes of anything else; nothing, null or empty text where there was no body. */
  readonly body?: unknown;
}

/** A request that matches no operation there. */
export interface Unmatched {
  readonly unmatched: 'surface' | 'control' | 'file' | 'identity';
}

/**
 * Throws unless openapi.yaml describes this answer: status, headers, media type and body, property order included.
 * `asked` is the id of the operation.
 */
export function expectAsDescribed(asked: string | Unmatched, answer: ReceivedAnswer): void {
  const place = `${typeof asked === 'string' ? asked : 'No operation'}, status ${answer.status}`;
  const mismatch = firstMismatch(asked, answer);
  if (mismatch !== null) throw new Error(`${place}: ${mismatch}`);
}

function firstMismatch(asked: string | Unmatched, answer: ReceivedAnswer): string | null {
  const described = describedAnswer(asked, answer.status);
  if (typeof described === 'string') return described;
  const header = headerReader(answer.headers);
  return (
    headerMismatch(described, header) ??
    bodyMismatch(described, header('content-type'), answer.body) ??
    (described.onSurface ? envelopeMismatch(header, answer) : null)
  );
}

/** What openapi.yaml says of an operation's answer with a status. */
interface DescribedAnswer {
  readonly headers: readonly {
    readonly name: string;
    readonly isRequired: boolean;
    readonly mismatch: Check;
  }[];
  /** By media type; null where there is no body. */
  readonly bodies: ReadonlyMap<string, Check> | null;
  readonly onSurface: boolean;
}

/** Null for a value that is as described; else what is wrong with it. */
type Check = (value: unknown) => string | null;

/** Kept: tests ask thousands of times for the same few. */
const cachedAnswers = new Map<string, DescribedAnswer | string>();

/** Text where it says nothing of such an answer. */
function describedAnswer(asked: string | Unmatched, status: number): DescribedAnswer | string {
  const key = `${typeof asked === 'string' ? asked : ` ${asked.unmatched}`} ${status}`;
  const known = cachedAnswers.get(key) ?? readAnswer(asked, status);
  cachedAnswers.set(key, known);
  return known;
}

function readAnswer(asked: string | Unmatched, status: number): DescribedAnswer | string {
  const operation = findOperation(asked);
  if (operation === null) return 'openapi.yaml has no such operation';
  const response = follow([...operation.responses, String(status)]);
  if (response === null) return 'openapi.yaml does not have this status';
  const content = follow([...response.way, 'content']);
  return {
    headers: namesOf(follow([...response.way, 'headers'])?.node).map((name) => {
      const header = follow([...response.way, 'headers', name]);
      if (header === null) throw new Error(`Header ${name} is described by nothing`);
      const isRequired = valueAt([...header.way, 'required']) === true;
      return { name, isRequired, mismatch: checkOf([...header.way, 'schema']) };
    }),
    bodies:
      content === null
        ? null
        : new Map(namesOf(content.node).map((type) => [type, checkOf([...content.way, type, 'schema'])])),
    onSurface: operation.onSurface,
  };
}

interface DescribedOperation {
  /** The way to the object of responses by status. */
  readonly responses: readonly string[];
  readonly onSurface: boolean;
}

function findOperation(asked: string | Unmatched): DescribedOperation | null {
  if (typeof asked === 'object')
    return { responses: ['x-emulator-unmatched', asked.unmatched], onSurface: asked.unmatched === 'surface' };
  for (const path of namesOf(follow(['paths'])?.node)) {
    const item = follow(['paths', path]);
    for (const method of namesOf(item?.node)) {
      const id = valueAt(['paths', path, method, 'operationId']);
      if (id !== asked) continue;
      return { responses: ['paths', path, method, 'responses'], onSurface: !has(item, 'servers') };
    }
  }
  return null;
}

function headerMismatch({ headers }: DescribedAnswer, header: HeaderReader): string | null {
  if (header('x-powered-by') !== null) return 'header x-powered-by is there';
  for (const { name, isRequired, mismatch } of headers) {
    const value = header(name);
    if (value === null && isRequired) return `header ${name} is missing`;
    const wrong = value === null ? null : mismatch(value);
    if (wrong !== null) return `header ${name} '${value}' ${wrong}`;
  }
  return null;
}

function bodyMismatch({ bodies }: DescribedAnswer, contentType: string | null, body: unknown): string | null {
  if (bodies === null) return isEmpty(body) ? null : 'there should be no body';
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const mismatch = bodies.get(mediaType);
  if (mismatch === undefined)
    return `media type '${mediaType}' is not one of ${[...bodies.keys()].join(', ')}`;
  const value = mediaType === 'application/xml' ? readFlatXml(body) : body;
  // Bytes of a file are as good as its text.
  if (mediaType.startsWith('text/') && value instanceof Uint8Array) return null;
  return mismatch(value);
}

/** What a schema cannot say: the envelope agrees with the answer it is in. */
function envelopeMismatch(header: HeaderReader, { status, body }: ReceivedAnswer): string | null {
  if (header('content-type') !== 'application/json; charset=utf-8')
    return `content type is ${header('content-type')}`;
  if (propertyOf(body, 'statusCode') !== status)
    return `/statusCode is ${String(propertyOf(body, 'statusCode'))}`;
  const value = propertyOf(body, 'value');
  const count = Array.isArray(value) ? value.length : -1;
  const total = propertyOf(body, 'totalCount');
  return total === count ? null : `/totalCount is ${String(total)}, but /value holds ${count}`;
}

/** By the schema at that place, which is compiled when a value comes. */
function checkOf(way: readonly string[]): Check {
  let validate: AnySchemaValidator | undefined;
  return (value) => {
    validate ??= validator().getSchema(`api#${toPointer(way)}`);
    if (validate === undefined) return `has no schema at ${toPointer(way)}`;
    if (validate(value) === true) return null;
    const first: ErrorObject | undefined = validate.errors?.[0];
    return `${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'} ${JSON.stringify(first?.params ?? {})}`.trim();
  };
}

type AnySchemaValidator = ReturnType<Ajv2020['getSchema']>;

let cachedValidator: Ajv2020 | null = null;

function validator(): Ajv2020 {
  if (cachedValidator === null) {
    // The linter of the description has compared it with the schema of schemas, which is slow to compile.
    const trusting = { meta: false, validateSchema: false };
    cachedValidator = new Ajv2020({
      ...trusting,
      strictTypes: false,
      allowUnionTypes: true,
      validateFormats: false,
    });
    // The whole document is one schema to Ajv, which finds those of answers within it.
    cachedValidator.addVocabulary(Object.keys(apiDescription()));
    cachedValidator.addVocabulary(['xml', 'example', 'x-emulator-rules', 'x-emulator-ignored-with']);
    cachedValidator.addKeyword({
      keyword: 'x-emulator-ordered',
      type: 'object',
      schemaType: 'boolean',
      error: { message: 'must have its properties in the described order' },
      compile: (_, around) => isOrderedLike(namesOf(propertyOf(around, 'properties'))),
    });
    cachedValidator.addSchema(apiDescription(), 'api');
  }
  return cachedValidator;
}

function namesOf(value: unknown): readonly string[] {
  return entriesOf(value).map(([name]) => name);
}

function isOrderedLike(order: readonly string[]): (value: object) => boolean {
  return (value) => {
    const names = Object.keys(value).filter((name) => order.includes(name));
    return order.filter((name) => names.includes(name)).join() === names.join();
  };
}

type HeaderReader = (name: string) => string | null;

function headerReader(headers: ReceivedAnswer['headers']): HeaderReader {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const byName = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = byName.get(name.toLowerCase());
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
  };
}

function isEmpty(body: unknown): boolean {
  if (typeof body === 'string' || body instanceof Uint8Array) return body.length === 0;
  return body === undefined || body === null;
}

/** `<Error><Code>…</Code><Message>…</Message></Error>` as an object of texts; anything else as it is. */
function readFlatXml(body: unknown): unknown {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  if (typeof text !== 'string') return text;
  const inside = /^\uFEFF?<\?xml [^>]*\?>\s*<(\w+)>([\s\S]*)<\/\1>\s*$/.exec(text)?.[2];
  if (inside === undefined) return text;
  return Object.fromEntries(
    [...inside.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, value]) => [name, value]),
  );
}
