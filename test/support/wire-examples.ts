import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Properties = Readonly<Record<string, unknown>>;

/** A request and its answer as somebody published them. */
export interface WireExample {
  readonly operation: string;
  readonly query: string | null;
  readonly requestBody: Properties | null;
  readonly responseBody: Properties | null;
  readonly source: string;
}

// The fixture is ours, and its entries have just these members.
const examples = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/mpn/wire-examples.json'), 'utf8'),
) as readonly WireExample[];

/** The examples of an operation from a source whose name holds `source`, in the order of the document. */
export function wireExamples(operation: string, source: string): readonly WireExample[] {
  return examples.filter((one) => one.operation === operation && one.source.includes(source));
}

export function wireExample(operation: string, source: string): WireExample {
  const [found] = wireExamples(operation, source);
  if (found === undefined) throw new Error(`No example of ${operation} from ${source}`);
  return found;
}

export function requestOf({ requestBody, operation, source }: WireExample): Properties {
  if (requestBody === null) throw new Error(`${operation} from ${source} has no request`);
  return requestBody;
}

export function responseOf({ responseBody, operation, source }: WireExample): Properties {
  if (responseBody === null) throw new Error(`${operation} from ${source} has no response`);
  return responseBody;
}

/** The only item of an example's `value`, whatever its casing. */
export function itemOf(example: WireExample): Properties {
  const body = responseOf(example);
  const value = body['value'] ?? body['Value'];
  // An example's value is a list of objects where it has one at all.
  const [item] = value as readonly Properties[];
  if (item === undefined) throw new Error(`${example.operation} from ${example.source} has no item`);
  return item;
}
