import type { components } from '../generated/api-types.ts';
import { operations } from '../generated/request-inputs.ts';
import { didYouMean } from '../primitives/nearest-name.ts';
import { formatInstant, parseTimestamp } from '../primitives/instant.ts';
import { KEPT_REQUESTS, type JournalEntry } from '../sandbox/journal.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { invalidParameter, readLimit, requireKnown } from './read-query.ts';

export type RequestRecord = components['schemas']['JournalEntry'];

/** Which requests of the journal are wanted. */
export interface RequestFilter {
  /** An operationId of openapi.yaml, or `unmatched`. */
  readonly operation?: string;
  readonly method?: string;
  /** A status, or a class of them such as `4xx`. */
  readonly status?: string | number;
  /** A moment of the sandbox, or the number of a request: those after it then. */
  readonly since?: string | number;
  /** The newest so many. */
  readonly limit?: string | number;
}

const FILTERS = ['operation', 'method', 'status', 'since', 'limit'] as const;

export const getRequests: Control = ({ query }, { sandbox }) => {
  requireKnown(query, FILTERS);
  const given = FILTERS.flatMap((name) => {
    const value = query.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return { body: { requests: listRequests(sandbox, Object.fromEntries(given)) } };
};

export const clearRequests: Control = (_input, { sandbox }) => {
  sandbox.journal.clear();
  return {};
};

/** Oldest first. @throws ControlError for a filter that can't be read. */
export function listRequests({ journal }: Sandbox, filter: RequestFilter = {}): RequestRecord[] {
  const limit = readLimit(filter.limit ?? null, KEPT_REQUESTS, KEPT_REQUESTS);
  const wanted = readFilter(filter);
  return Array.from(journal.entries(wanted), describeEntry).slice(-limit);
}

const UNMATCHED = 'unmatched';

function describeEntry(entry: JournalEntry): RequestRecord {
  const {
    number,
    at,
    method,
    target,
    operation,
    status,
    ms,
    requestBody,
    responseBody,
    hint,
    correlationId,
  } = entry;
  return {
    number,
    time: formatInstant(at),
    method,
    path: target,
    operation: operation ?? UNMATCHED,
    status,
    ms,
    requestBody,
    responseBody,
    hint,
    correlationId,
  };
}

type Test = NonNullable<Parameters<Sandbox['journal']['entries']>[0]>;

function readFilter({ operation, method, status, since }: RequestFilter): Test {
  const tests: Test[] = [];
  if (operation !== undefined) {
    const wanted = readOperation(operation);
    tests.push((entry) => (entry.operation ?? UNMATCHED) === wanted);
  }
  if (method !== undefined) tests.push((entry) => entry.method === method.toUpperCase());
  if (status !== undefined) tests.push(readStatus(String(status)));
  if (since !== undefined) tests.push(readSince(String(since)));
  return (entry) => tests.every((test) => test(entry));
}

function readOperation(text: string): string {
  const names = [
    UNMATCHED,
    ...operations.flatMap(({ operationId, area }) => (area === 'control' ? [] : operationId)),
  ];
  const name = names.find((one) => one.toLowerCase() === text.toLowerCase());
  if (name !== undefined) return name;
  const hint = didYouMean(text, names) ?? names.join(', ');
  throw invalidParameter('operation', `has no '${text.slice(0, 100)}' - ${hint}`);
}

function readStatus(text: string): Test {
  if (!/^[1-5](\d\d|xx)$/i.test(text))
    throw invalidParameter('status', 'is a status such as 404, or a class of them such as 4xx');
  const [first = ''] = text;
  return /x/i.test(text)
    ? ({ status }) => String(status).startsWith(first)
    : ({ status }) => status === Number(text);
}

function readSince(text: string): Test {
  if (/^\d{1,15}$/.test(text)) return ({ number }) => number > Number(text);
  const moment = parseTimestamp(text);
  if (moment === null)
    throw invalidParameter('since', 'is a time of the form yyyy-MM-ddTHH:mm:ssZ, or the number of a request');
  return ({ at }) => at >= moment;
}
