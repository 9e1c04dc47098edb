import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { API_ERRORS } from '../../src/errors/api-errors.ts';
import { CONTROL_ERRORS } from '../../src/errors/control-errors.ts';
import {
  controlBodies,
  operationInputs,
  operations,
  type InputGroup,
  type InputRules,
  type SurfaceOperationId,
} from '../../src/generated/request-inputs.ts';
import * as swagger from '../../src/http/swagger-page.ts';
import { expectAsDescribed } from '../support/api-description.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { apiDescription, entriesOf, follow, propertyOf, valueAt } from '../support/openapi-document.ts';

const ROOT = join(__dirname, '../..');

const SURFACE_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-ms-correlation-id': '0f8fad5b-d9cb-469f-a165-70867728950e',
  'x-ms-request-id': '7c9e6679-7425-40de-944b-e07fc1f90ae7',
};

describe('the description of the API', () => {
  test('passes a strict linter', () => {
    const linter = spawnSync(process.execPath, ['scripts/lint-openapi.mjs'], { cwd: ROOT, encoding: 'utf8' });
    expect(linter.stderr).toBe('');
    expect(linter.status).toBe(0);
  });

  test('is what the generated copy says, to which the tests hold answers', () => {
    expect(apiDescription()).toEqual(parse(readFileSync(join(ROOT, 'openapi.yaml'), 'utf8')));
  });

  test('has the documented operations and gives each a place of its own', () => {
    const documented = new Set(wireExamples.map((one) => one.operation).filter(isSurfaceOperation));
    expect(Object.keys(operationInputs).sort()).toEqual([...documented].sort());
    const places = operations.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('names only rules that exist', () => {
    const named = collect(apiDescription(), 'x-emulator-rules').flatMap((rules) => valuesOf(rules));
    expect(named.length).toBeGreaterThan(20);
    for (const rule of named) expect(Object.keys(API_ERRORS)).toContain(rule);
  });

  test('names the codes of the control plane', () => {
    const codes = entriesOf(valueAt(['components', 'schemas', 'ControlErrorCode', 'enum'])).map(
      ([, code]) => code,
    );
    expect(codes.sort()).toEqual(Object.keys(CONTROL_ERRORS).sort());
  });

  test('points every reference at something', () => {
    for (const reference of collect(apiDescription(), '$ref')) {
      expect({ reference, found: follow(String(reference).slice(2).split('/')) !== null }).toEqual({
        reference,
        found: true,
      });
    }
  });
});

interface WireExample {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody: Record<string, unknown> | null;
  readonly responseBody: Record<string, unknown> | null;
  readonly source: string;
}

const wireExamples: readonly WireExample[] = JSON.parse(
  readFileSync(join(ROOT, 'fixtures/mpn/wire-examples.json'), 'utf8'),
);

function isSurfaceOperation(id: string): id is SurfaceOperationId {
  return Object.hasOwn(operationInputs, id);
}

/**
 * Where a published answer departs from what the service is taken to answer, and what is put right before it is compared.
 * Each of these is decided in docs/fidelity.md.
 */
const ODD_ANSWERS: readonly { readonly what: string; readonly mend: (answer: Answer) => Answer }[] = [
  {
    what: 'one element of value is shown without its envelope',
    mend: (answer) => ('datasetName' in answer ? envelope([answer], 'Dataset fetched successfully') : answer),
  },
  {
    what: 'CallbackMethod has a capital C',
    mend: (answer) => onItems(answer, (item) => renamed(item, 'CallbackMethod', 'callbackMethod')),
  },
  {
    what: 'reportExpiryTime is null though there is a link',
    mend: (answer) =>
      onItems(answer, (item) =>
        item['executionStatus'] === 'Completed'
          ? { ...item, reportExpiryTime: '2021-04-01T18:41:00Z' }
          : item,
      ),
  },
  {
    what: 'totalCount counts rows that were left out of the page',
    mend: (answer) => ({ ...answer, totalCount: itemsOf(answer).length }),
  },
];

type Answer = Record<string, unknown>;

/** Reference pages show only the shape: PascalCase names and placeholders such as "string" and 0. */
function isSkeleton(example: WireExample): boolean {
  return example.source.startsWith('insights-programmatic-analytics-api-');
}

describe('the published examples', () => {
  const published = wireExamples.filter((one) => isSurfaceOperation(one.operation));
  const told = published.map((one) => [`${one.operation} in ${one.source}`, one] as const);

  test.each(told.filter(([, one]) => one.responseBody !== null && !isSkeleton(one)))(
    'answer of %s is as described, and stands in the description',
    (_, example) => {
      const answer = ODD_ANSWERS.reduce((mended, oddity) => oddity.mend(mended), example.responseBody ?? {});
      expectAsDescribed(example.operation, { status: 200, headers: SURFACE_HEADERS, body: answer });
      const examples = collect(operationNode(example.operation), 'examples').flatMap((one) => valuesOf(one));
      const values = examples.map((one) => propertyOf(one, 'value'));
      // The rows of a tried query are shortened there.
      if (example.operation !== 'TryReportQuery') expect(values).toContainEqual(answer);
    },
  );

  test.each(told.filter(([, one]) => one.responseBody !== null && isSkeleton(one)))(
    'answer of %s has the names described, in their order',
    (_, { operation, responseBody }) => {
      const shape = onlyItem(responseBody);
      const item = itemSchema(operation);
      expect(Object.keys(shape).map(plainName)).toEqual(Object.keys(item).map((name) => name.toLowerCase()));
    },
  );

  test.each(told.filter(([, one]) => one.requestBody !== null && !isSkeleton(one)))(
    'body of %s is accepted',
    (_, { operation, requestBody }) => {
      const group = bodyOf(operation);
      const value = readAsTheServiceDoes(group, requestBody ?? {});
      group.validate(value);
      expect(group.validate.errors ?? []).toEqual([]);
    },
  );

  test.each(told.filter(([, one]) => one.requestBody !== null && isSkeleton(one)))(
    'body of %s has the names described',
    (_, { operation, requestBody }) => {
      expect(bodyOf(operation).properties.map((one) => one.name)).toEqual(Object.keys(requestBody ?? {}));
    },
  );
});

describe('validators of requests', () => {
  const creation = {
    ReportName: 'r',
    QueryId: 'q',
    StartTime: '2026-01-16T00:00:00Z',
    RecurrenceInterval: 24,
  };
  const bad: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['a short interval', { RecurrenceInterval: 3 }, 'report.recurrence-interval'],
    ['a long interval', { RecurrenceInterval: 2161 }, 'report.recurrence-interval'],
    ['a fraction of an interval', { RecurrenceInterval: 4.5 }, 'report.recurrence-interval'],
    ['an unreadable interval', { RecurrenceInterval: 'daily' }, 'report.recurrence-interval'],
    ['no recurrence at all', { RecurrenceCount: 0 }, 'report.recurrence-count'],
    ['an unreadable count', { RecurrenceCount: 'many' }, 'report.recurrence-count'],
    ['a semicolon in the name', { ReportName: 'a;b' }, 'report.name-character'],
    ['a long name', { ReportName: 'n'.repeat(257) }, 'report.text-length'],
    ['a long description', { Description: 'd'.repeat(257) }, 'report.text-length'],
    ['a malformed start', { StartTime: '16/01/2026' }, 'report.malformed-date'],
    ['a start with a fraction', { StartTime: '2026-01-16T00:00:00.000Z' }, 'report.malformed-date'],
    ['a malformed end of the rows', { QueryEndTime: 'tomorrow' }, 'report.malformed-date'],
    ['a list for a start', { StartTime: [] }, 'report.parameter'],
    ['an unknown format', { Format: 'XLSX' }, 'report.enum'],
    ['an unknown callback method', { CallbackMethod: 'PUT' }, 'report.enum'],
    ['an object for a callback URL', { CallbackUrl: {} }, 'report.callback-url'],
    ['an unreadable flag', { ExecuteNow: 'maybe' }, 'report.parameter'],
    ['no name', { ReportName: undefined }, 'value.missing'],
    ['no start', { StartTime: undefined }, 'value.missing'],
    ['no interval', { RecurrenceInterval: undefined }, 'value.missing'],
  ];

  test.each(bad)('refuse %s of a report', (_, change, rule) => {
    expect(brokenRules(operationInputs.CreateReport.body, { ...creation, ...change })).toEqual(
      new Set([rule]),
    );
  });

  test('let an ExecuteNow report do without a schedule, and a scheduled one have it at its bounds', () => {
    const { CreateReport } = operationInputs;
    expect(CreateReport.body.validate({ ReportName: 'r', QueryId: 'q', ExecuteNow: true })).toBe(true);
    const atBounds = { ReportName: '😀'.repeat(256), RecurrenceInterval: 2160, RecurrenceCount: 1 };
    expect(CreateReport.body.validate({ ...creation, ...atBounds, StartTime: '2026-01-16 00:00:00Z' })).toBe(
      true,
    );
    const ignored = CreateReport.body.properties.filter((one) => one.ignoredWith === 'ExecuteNow');
    expect(ignored.map((one) => one.name)).toEqual(['StartTime', 'RecurrenceInterval', 'RecurrenceCount']);
  });

  test('tell everything that is wrong at once', () => {
    const { UpdateReport } = operationInputs;
    const broken = brokenRules(UpdateReport.body, { StartTime: 'x', Format: 'x', RecurrenceInterval: 0 });
    expect(broken).toEqual(
      new Set(['value.missing', 'report.malformed-date', 'report.enum', 'report.recurrence-interval']),
    );
  });

  test('refuse what is not an object, and unreadable parameters', () => {
    expect(brokenRules(operationInputs.CreateReportQuery.body, [])).toEqual(new Set(['request.body']));
    expect(brokenRules(operationInputs.GetReportQueries.query, { includeSystemQueries: 'perhaps' })).toEqual(
      new Set(['request.parameter']),
    );
  });

  test('read the settings of the clock', () => {
    expect(controlBodies.SetClock({ now: '2026-01-15T00:00:00Z', mode: 'frozen', rate: 1 })).toBe(true);
    expect(controlBodies.SetClock({ mode: 'stopped' })).toBe(false);
    expect(controlBodies.SetClock({ nwo: '2026-01-15T00:00:00Z' })).toBe(false);
    expect(controlBodies.AdvanceClock({ by: 'PT4H' })).toBe(true);
    expect(controlBodies.AdvanceClock({ by: 0 })).toBe(true);
    expect(controlBodies.AdvanceClock({})).toBe(false);
    expect(controlBodies.AdvanceClock({ by: 1, to: '2026-01-15T00:00:00Z' })).toBe(false);
  });
});

describe('an answer is told apart from what is described', () => {
  const query = {
    queryId: 'ec8366a4-d96e-4194-8c37-d5dbc0639033',
    name: 'n',
    description: null,
    query: 'SELECT MPNId FROM Profile',
    type: 'userDefined',
    user: 'u',
    createdTime: '2021-03-30T12:52:39Z',
  };
  const body = envelope([query], null);
  const { description, ...undescribed } = query;

  test('when it is right', () => {
    expectAsDescribed('GetReportQueries', { status: 200, headers: new Headers(SURFACE_HEADERS), body });
    expectAsDescribed('ResetSandbox', { status: 204, headers: {} });
    expectAsDescribed(
      { unmatched: 'surface' },
      {
        status: 405,
        headers: { ...SURFACE_HEADERS, allow: 'GET, POST', 'x-emulator-rule': 'route.method' },
        body: { ...envelope([], 'Method not allowed'), statusCode: 405 },
      },
    );
    expectAsDescribed(
      { unmatched: 'control' },
      {
        status: 404,
        headers: { 'content-type': 'application/json' },
        body: { error: { code: 'NotFound', message: 'No such thing', details: [] } },
      },
    );
    expectAsDescribed('DownloadReport', {
      status: 403,
      headers: { 'content-type': 'application/xml', 'x-ms-request-id': 'r', 'x-ms-version': '2021-08-06' },
      body: '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>No.</Message></Error>',
    });
  });

  test.each<readonly [string, object, RegExp]>([
    [
      'it has an unknown status',
      { status: 418 },
      /GetReportQueries, status 418: .*does not have this status/,
    ],
    [
      'a property is missing',
      { body: envelope([undescribed], null) },
      /\/value\/0 must have required property/,
    ],
    [
      'a property is too much',
      { body: envelope([{ ...query, modifiedTime: null }], null) },
      /additional properties/,
    ],
    ['the envelope has more', { body: { ...body, extra: 1 } }, /unevaluated properties/],
    [
      'an item is out of order',
      { body: envelope([{ ...undescribed, description }], null) },
      /\/value\/0 .*order/,
    ],
    ['the envelope is out of order', { body: { message: null, ...body } }, /order/],
    [
      'a time has a fraction',
      { body: envelope([{ ...query, createdTime: '2021-03-30T12:52:39.1Z' }], null) },
      /createdTime/,
    ],
    ['the count is wrong', { body: { ...body, totalCount: 2 } }, /totalCount is 2, but \/value holds 1/],
    ['the status is another', { body: { ...body, statusCode: 201 } }, /statusCode/],
    [
      'it is a page',
      { headers: { ...SURFACE_HEADERS, 'content-type': 'text/html' } },
      /media type 'text\/html'/,
    ],
    [
      'the charset is missing',
      { headers: { ...SURFACE_HEADERS, 'content-type': 'application/json' } },
      /content type/,
    ],
    [
      'it names its framework',
      { headers: { ...SURFACE_HEADERS, 'x-powered-by': 'Express' } },
      /x-powered-by/,
    ],
    [
      'its id is missing',
      { headers: { 'content-type': 'application/json; charset=utf-8' } },
      /x-ms-correlation-id is missing/,
    ],
  ])('when %s', (_, change, message) => {
    const answer = { status: 200, headers: SURFACE_HEADERS, body, ...change };
    expect(() => expectAsDescribed('GetReportQueries', answer)).toThrow(message);
  });

  test('when an execution has a link before it has completed', () => {
    const example = wireExamples.find((one) => one.operation === 'GetReportExecutions')?.responseBody;
    const pending = { ...onlyItem(example ?? null), executionStatus: 'Pending' };
    const answer = { status: 200, headers: SURFACE_HEADERS, body: envelope([pending], null) };
    expect(() => expectAsDescribed('GetReportExecutions', answer)).toThrow(
      /reportAccessSecureLink must be null/,
    );
  });

  test('when there is no such operation', () => {
    expect(() => expectAsDescribed('GetWeather', { status: 200, headers: {} })).toThrow(/no such operation/);
  });
});

test('every test’s fetch refuses an answer that is not as described, and leaves other servers alone', async () => {
  const server = createServer((_, response) =>
    response.setHeader('Content-Type', 'application/json').end('{}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on TCP has an address object.
  const { port } = server.address() as AddressInfo;
  try {
    for (const path of ['_emulator/health', 'below/insights/v1/mpn/ScheduledReport', 'reports/a/b/c.csv']) {
      await expect(fetch(`http://127.0.0.1:${port}/${path}`)).rejects.toThrow(
        /^(Get|Download)\w+, status 200: /,
      );
      expect((await fetchUnchecked(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
    }
    expect((await fetch(`http://127.0.0.1:${port}/callback`)).status).toBe(200);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe('the page of Swagger UI', () => {
  test('names only files that are there, and no other host', () => {
    const page = swagger.swaggerPage('A <surface> & more');
    expect(page).toContain('<title>A &lt;surface> &amp; more</title>');
    const files = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(
      ([, file]) => file?.replace(/^\.\//, '') ?? '',
    );
    expect(files.sort()).toEqual([...Object.keys(swagger.SWAGGER_ASSETS), 'swagger-initializer.js'].sort());
    for (const file of Object.keys(swagger.SWAGGER_ASSETS))
      expect(existsSync(join(ROOT, 'node_modules/swagger-ui-dist', file))).toBe(true);
    expect(page + swagger.SWAGGER_INITIALIZER).not.toMatch(/https?:|<script>|\son\w+=/);
  });

  test('shows the description of its own surface and sandbox', () => {
    const paths = {
      '/ScheduledReport': {},
      '/_emulator/clock': { servers: [{ url: '/' }] },
      '/reports/x': { servers: [{ url: '/' }] },
    };
    const described = swagger.describeSurface({ servers: [], paths }, '/sandbox/a', '/insights/v1.1/cmp');
    expect(described.servers).toEqual([{ url: '/sandbox/a/insights/v1.1/cmp' }]);
    expect(described.paths['/_emulator/clock']?.servers).toEqual([{ url: '/sandbox/a' }]);
    expect(described.paths['/reports/x']?.servers).toEqual([{ url: '/' }]);
    expect(described.paths['/ScheduledReport']?.servers).toBeUndefined();
  });
});

function envelope(value: readonly object[], message: string | null): Answer {
  return { value, nextLink: null, totalCount: value.length, message, statusCode: 200, dataRedacted: false };
}

function itemsOf(answer: Answer): readonly Answer[] {
  const items = answer['value'] ?? answer['Value'];
  return entriesOf(items).map(([, item]) => Object.fromEntries(entriesOf(item)));
}

function onItems(answer: Answer, change: (item: Answer) => Answer): Answer {
  return { ...answer, value: itemsOf(answer).map(change) };
}

function onlyItem(answer: Answer | null): Answer {
  return itemsOf(answer ?? {})[0] ?? {};
}

/** A name as the skeletons mean it: they differ in case, and two hold a stray blank. */
function plainName(name: string): string {
  return name.trim().toLowerCase();
}

function renamed(item: Answer, from: string, to: string): Answer {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name === from ? to : name, value]));
}

function operationNode(operationId: string): unknown {
  const found = operations.find((one) => one.operationId === operationId);
  return found === undefined ? null : valueAt(['paths', found.path, found.method.toLowerCase()]);
}

/** The properties of an item of an operation's answer. */
function itemSchema(operationId: string): object {
  const found = operations.find((one) => one.operationId === operationId);
  const way = ['paths', found?.path ?? '', found?.method.toLowerCase() ?? '', 'responses', '200', 'content'];
  const answer = follow([...way, 'application/json', 'schema']);
  const item = answer === null ? null : follow([...answer.way, 'properties', 'value', 'items']);
  return Object.fromEntries(entriesOf(propertyOf(item?.node, 'properties')));
}

function bodyOf(operation: string): InputGroup<object> {
  const body = isSurfaceOperation(operation) ? operationInputs[operation].body : null;
  if (body === null) throw new Error(`${operation} reads no body`);
  return body;
}

/** Stands for a date where a client's source has a placeholder for one. */
const PLACEHOLDER_DATES = ['yyyy-MM-dd HH:mm:ssZ', '{report_start_name}'];

/** What src/operations/input/ does, in little: names and enum values in any case, null as absent. */
function readAsTheServiceDoes(
  group: InputGroup<object>,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [sent, given] of Object.entries(body)) {
    const text = typeof given === 'string' ? given : '';
    const property = group.properties.find((one) => one.name.toLowerCase() === sent.toLowerCase());
    if (property === undefined || given === null) continue;
    const known = property.enum?.find((one) => one.toLowerCase() === text.toLowerCase());
    value[property.name] = PLACEHOLDER_DATES.includes(text) ? '2026-01-16 00:00:00Z' : (known ?? given);
  }
  return value;
}

/** The rules that refuse a value, as the generated tables tell. */
function brokenRules(group: InputGroup<object>, value: unknown): Set<string> {
  if (group.validate(value)) return new Set();
  return new Set(
    (group.validate.errors ?? []).map(({ instancePath, keyword }) => {
      const property = group.properties.find((one) => `/${one.name}` === instancePath);
      const rules: InputRules = property?.rules ?? group.rules;
      return rules[keyword] ?? rules.default;
    }),
  );
}

function valuesOf(value: unknown): readonly unknown[] {
  return entriesOf(value).map(([, one]) => one);
}

/** Every value of a key, anywhere below a node. */
function collect(node: unknown, key: string): readonly unknown[] {
  return entriesOf(node).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...collect(value, key),
  ]);
}
