import { BlobClient, RestError } from '@azure/storage-blob';
import fc from 'fast-check';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { answerBlob, type RequestHeaders } from '../../../src/files/blob-answer.ts';
import { blobError, type BlobFault } from '../../../src/files/blob-error.ts';
import { blobHeaders, contentDisposition } from '../../../src/files/blob-headers.ts';
import { FileCache } from '../../../src/files/file-cache.ts';
import { fileBytes } from '../../../src/files/report-file.ts';
import { checkSignedLink, linkExpiry, signFilePath } from '../../../src/files/signed-link.ts';

const MODIFIED = Date.UTC(2026, 0, 15, 4, 0, 3);
const FILE = { size: 1000, etag: '"0xABC"', lastModified: MODIFIED };
const REQUEST = {
  requestId: '5f0e6f0a-1111-4000-8000-000000000000',
  version: undefined,
  clientRequestId: undefined,
};
const httpDate = (at: number): string => new Date(at).toUTCString();

function answer(headers: RequestHeaders, method = 'GET') {
  return answerBlob(method, headers, FILE);
}

describe('a range', () => {
  test.each([
    ['bytes=0-99', 0, 100],
    ['bytes=990-', 990, 1000],
    ['bytes=0-', 0, 1000],
    ['bytes=999-999', 999, 1000],
    ['bytes=500-99999', 500, 1000],
    ['Bytes = 1 - 2', 1, 3],
  ])('%s is that part', (range, start, end) => {
    const contentRange = `bytes ${start}-${end - 1}/1000`;
    for (const name of ['range', 'x-ms-range'])
      expect(answer({ [name]: range })).toEqual({ status: 206, start, end, contentRange });
  });

  test.each(['bytes=5-2', 'bytes=-500', 'bytes=0-1,5-6', 'bytes=a-b', 'rows=0-1', 'bytes', ''])(
    '%s is no range the service knows, and ignored',
    (range) => expect(answer({ range })).toMatchObject({ status: 200, start: 0, end: 1000 }),
  );

  test('beyond the end cannot be satisfied', () => {
    expect(answer({ range: 'bytes=1000-' })).toEqual({
      status: 416,
      start: 0,
      end: 0,
      contentRange: 'bytes */1000',
    });
    expect(answerBlob('GET', { range: 'bytes=0-0' }, { ...FILE, size: 0 })).toMatchObject({
      status: 416,
      contentRange: 'bytes */0',
    });
  });

  test('x-ms-range wins over Range', () => {
    expect(answer({ range: 'bytes=0-1', 'x-ms-range': 'bytes=5-6' })).toMatchObject({ start: 5, end: 7 });
    expect(answer({ range: 'bytes=0-1', 'x-ms-range': 'nonsense' })).toMatchObject({ status: 200 });
  });

  test('does not matter to HEAD', () =>
    expect(answer({ range: 'bytes=0-1' }, 'HEAD')).toMatchObject({ status: 200, end: 1000 }));

  test('parts put together are the whole, whatever their length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 6000 }), (size, step) => {
        let at = 0;
        while (at < size) {
          const part = answerBlob('GET', { 'x-ms-range': `bytes=${at}-${at + step - 1}` }, { ...FILE, size });
          const expected = { status: 206, start: at, end: Math.min(at + step, size) };
          const { status, start, end } = part;
          // Compared as text first: an expectation takes far longer, and there are thousands of parts.
          if (JSON.stringify({ status, start, end }) !== JSON.stringify(expected))
            expect(part).toMatchObject(expected);
          at = part.end;
        }
        expect(at).toBe(size);
      }),
    );
  });

  test('never reaches outside the file, whatever is asked for', () => {
    const number = fc.oneof(fc.nat(2000), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.constant(''));
    fc.assert(
      fc.property(number, number, fc.nat(1500), (first, last, size) => {
        const { status, start, end } = answerBlob(
          'GET',
          { range: `bytes=${first}-${last}` },
          { ...FILE, size },
        );
        expect([200, 206, 416]).toContain(status);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(size);
        expect(end - start).toBeGreaterThanOrEqual(status === 206 ? 1 : 0);
      }),
    );
  });
});

describe('a condition', () => {
  const before = httpDate(MODIFIED - 1000);
  const same = httpDate(MODIFIED);
  test.each<[RequestHeaders, number]>([
    [{ 'if-match': '"0xABC"' }, 200],
    [{ 'if-match': '"other", "0xABC"' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '0xABC' }, 200],
    [{ 'if-match': '"other"' }, 412],
    [{ 'if-match': 'W/"0xABC"' }, 412],
    [{ 'if-none-match': '"0xABC"' }, 304],
    [{ 'if-none-match': 'W/"0xABC"' }, 304],
    [{ 'if-none-match': '"a", W/"0xABC"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"other"' }, 200],
    [{ 'if-modified-since': same }, 304],
    [{ 'if-modified-since': before }, 200],
    [{ 'if-unmodified-since': same }, 200],
    [{ 'if-unmodified-since': before }, 412],
    [{ 'if-modified-since': 'yesterday' }, 200],
    [{ 'if-unmodified-since': '1' }, 200],
    [{ 'if-match': '"0xABC"', 'if-unmodified-since': before }, 200],
    [{ 'if-none-match': '"other"', 'if-modified-since': same }, 200],
    [{ 'if-match': '"other"', 'if-none-match': '"0xABC"' }, 412],
    [{ range: 'bytes=0-1', 'if-none-match': '"0xABC"' }, 304],
    [{ range: 'bytes=5000-', 'if-match': '"other"' }, 412],
    [{ range: 'bytes=0-1', 'if-match': '"0xABC"' }, 206],
    [{ range: 'bytes=0-1', 'if-range': '"0xABC"' }, 206],
    [{ range: 'bytes=0-1', 'if-range': '"other"' }, 200],
    [{ range: 'bytes=0-1', 'if-range': same }, 206],
    [{ range: 'bytes=0-1', 'if-range': before }, 200],
  ])('%j gives %i', (headers, status) => expect(answer(headers).status).toBe(status));

  test('compares whole seconds, as the header has no more', () => {
    const file = { ...FILE, lastModified: MODIFIED + 900 };
    expect(answerBlob('GET', { 'if-modified-since': same }, file).status).toBe(304);
    expect(answerBlob('GET', { 'if-unmodified-since': same }, file).status).toBe(200);
  });
});

describe('the headers', () => {
  const blob = { ...FILE, format: 'csv', compressed: true, reportName: 'My report' } as const;

  test('are those of a block blob', () => {
    expect(blobHeaders(answer({ range: 'bytes=0-9' }), blob, { ...REQUEST, version: '2025-11-05' })).toEqual({
      'Content-Type': 'text/csv',
      'Content-Encoding': 'gzip',
      'Content-Length': '10',
      'Content-Range': 'bytes 0-9/1000',
      'Content-Disposition': 'attachment; filename="My report.csv"',
      'Accept-Ranges': 'bytes',
      ETag: '"0xABC"',
      'Last-Modified': 'Thu, 15 Jan 2026 04:00:03 GMT',
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-creation-time': 'Thu, 15 Jan 2026 04:00:03 GMT',
      'x-ms-lease-state': 'available',
      'x-ms-lease-status': 'unlocked',
      'x-ms-request-id': REQUEST.requestId,
      'x-ms-server-encrypted': 'true',
      'x-ms-version': '2025-11-05',
    });
    const plain = blobHeaders(answer({}), { ...blob, format: 'tsv', compressed: false }, REQUEST);
    expect(plain).toMatchObject({
      'Content-Type': 'text/tab-separated-values',
      'x-ms-version': '2021-08-06',
    });
    expect(plain).not.toHaveProperty('Content-Encoding');
    expect(blobHeaders(answer({ 'if-none-match': '*' }), blob, REQUEST)).not.toHaveProperty('Content-Length');
  });

  test.each([
    ['Ærø "2026".csv', `attachment; filename="_r_ _2026_.csv"; filename*=UTF-8''%C3%86r%C3%B8%20_2026_.csv`],
    [
      '株式会社.tsv',
      `attachment; filename="____.tsv"; filename*=UTF-8''%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE.tsv`,
    ],
    ['100%.csv', `attachment; filename="100_.csv"; filename*=UTF-8''100%25.csv`],
    ["it's (1).csv", `attachment; filename="it's (1).csv"`],
    ['../../etc/passwd.csv', `attachment; filename=".._.._etc_passwd.csv"`],
  ])('name %s safely', (name, header) => expect(contentDisposition(name)).toBe(header));

  test('never break, whatever the name of the report', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (reportName, sent) => {
        const headers = blobHeaders(
          answer({}),
          { ...blob, reportName },
          { ...REQUEST, version: sent, clientRequestId: sent },
        );
        for (const [name, value] of Object.entries(headers)) http.validateHeaderValue(name, value);
        expect(headers['Content-Disposition']).toMatch(
          /^attachment; filename="[ !#-~]*"(; filename\*=UTF-8''[!#-&+-~]*)?$/,
        );
      }),
    );
  });
});

describe('an error', () => {
  test.each<[BlobFault, number, string]>([
    [{ kind: 'unsigned' }, 403, 'AuthenticationFailed'],
    [{ kind: 'tampered' }, 403, 'AuthenticationFailed'],
    [{ kind: 'expired', expiresAt: MODIFIED }, 403, 'AuthenticationFailed'],
    [{ kind: 'deleted' }, 404, 'BlobNotFound'],
    [{ kind: 'method', method: 'PUT' }, 405, 'UnsupportedHttpVerb'],
    [{ kind: 'condition' }, 412, 'ConditionNotMet'],
    [{ kind: 'range', contentRange: 'bytes */5' }, 416, 'InvalidRange'],
    [{ kind: 'failed' }, 500, 'InternalError'],
    [{ kind: 'malformed' }, 400, 'InvalidUri'],
  ])('%j is in the form of the service', (fault, status, code) => {
    const error = blobError(fault, REQUEST, MODIFIED + 5);
    expect(error.status).toBe(status);
    expect(error.headers).toMatchObject({
      'x-ms-error-code': code,
      'x-ms-request-id': REQUEST.requestId,
      'Content-Type': 'application/xml',
      'Content-Length': String(Buffer.byteLength(error.body)),
    });
    expect(error.body).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8"\?><Error><Code>\w+<\/Code><Message>.*<\/Error>$/s,
    );
    expect(error.body).toContain(`<Code>${code}</Code>`);
    expect(error.body).toContain(
      `\nRequestId:${REQUEST.requestId}\nTime:2026-01-15T04:00:03.0050000Z</Message>`,
    );
  });

  test('tells when a link expired', () => {
    expect(blobError({ kind: 'expired', expiresAt: MODIFIED }, REQUEST, MODIFIED + 60_000).body).toContain(
      '<AuthenticationErrorDetail>Signed expiry time [Thu, 15 Jan 2026 04:00:03 GMT] must be after signed start time [Thu, 15 Jan 2026 04:01:03 GMT]</AuthenticationErrorDetail>',
    );
  });
});

describe.each([
  ['compressed', true],
  ['plain', false],
])('the Azure SDK, for a %s file', (_, compressed) => {
  const rows = Array.from({ length: 300_000 }, (_row, i) => `row ${i},${(i * 7919) % 1_000_003}\r\n`).join(
    '',
  );
  let service: Awaited<ReturnType<typeof startBlobService>>;
  beforeAll(async () => (service = await startBlobService(rows, compressed)));
  afterAll(() => service.close());

  const decoded = (bytes: Buffer): string => (compressed ? gunzipSync(bytes) : bytes).toString();

  test('downloads it as a stream', async () => {
    const answered = await new BlobClient(service.link()).download();
    expect(answered).toMatchObject({
      blobType: 'BlockBlob',
      contentType: 'text/csv',
      leaseState: 'available',
    });
    expect(answered.contentEncoding).toBe(compressed ? 'gzip' : undefined);
    expect(answered.contentDisposition).toBe('attachment; filename="Sales.csv"');
    const blocks: Buffer[] = [];
    for await (const block of answered.readableStreamBody ?? []) blocks.push(Buffer.from(block));
    expect(decoded(Buffer.concat(blocks)) === rows).toBe(true);
  });

  test('downloads it in parts at the same time', async () => {
    const before = service.requests.length;
    const bytes = await new BlobClient(service.link()).downloadToBuffer(0, undefined, {
      blockSize: 256 * 1024,
      concurrency: 4,
    });
    expect(decoded(bytes) === rows).toBe(true);
    expect(service.requests.length).toBeGreaterThan(before + 4);
  });

  test('reads its properties and a part', async () => {
    const client = new BlobClient(service.link());
    const properties = await client.getProperties();
    expect(properties.lastModified).toEqual(new Date(MODIFIED));
    expect(properties.acceptRanges).toBe('bytes');
    expect(properties.isServerEncrypted).toBe(true);
    const part = await client.downloadToBuffer(10, 20);
    expect(part.equals((await client.downloadToBuffer()).subarray(10, 30))).toBe(true);
    expect(await client.exists()).toBe(true);
  });

  test('is told what is wrong', async () => {
    const refused = async (link: string, conditions = {}): Promise<unknown> =>
      new BlobClient(link).download(0, undefined, { conditions }).then(
        () => 'no error',
        (error: unknown) => error instanceof RestError && [error.statusCode, error.code],
      );
    expect(await refused(service.link().replace('sp=r', 'sp=rw'))).toEqual([403, 'AuthenticationFailed']);
    expect(await refused(service.link(MODIFIED - 1))).toEqual([403, 'AuthenticationFailed']);
    expect(await refused(service.link(), { ifMatch: '"other"' })).toEqual([412, 'ConditionNotMet']);
    const missing = new BlobClient(service.link(undefined, '/reports/other.csv'));
    expect(await missing.exists()).toBe(false);
    await expect(missing.download()).rejects.toThrow(/specified blob does not exist/);
  });
});

/** Puts this room's parts together as the HTTP room does. */
async function startBlobService(rows: string, compressed: boolean) {
  const secret = Buffer.from('secret');
  const now = MODIFIED + 1000;
  const cache = new FileCache();
  const requests: string[] = [];
  const make = (): AsyncIterable<Uint8Array> => fileBytes([Buffer.from(rows)], compressed);
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    requests.push(`${request.method} ${path}`);
    const facts = { ...REQUEST, version: String(request.headers['x-ms-version']) };
    const fail = (fault: BlobFault): void => {
      const { status, headers, body } = blobError(fault, facts, now);
      response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : body);
    };
    const verdict = checkSignedLink({ path, query, secret, now });
    if (verdict === 'expired') return fail({ kind: 'expired', expiresAt: linkExpiry(query) });
    if (verdict !== 'valid') return fail({ kind: verdict });
    if (path !== '/reports/file.csv') return fail({ kind: 'deleted' });
    using file = await cache.getOrMake('"0xABC"', make);
    const blob = {
      size: file.size,
      etag: '"0xABC"',
      lastModified: MODIFIED,
      format: 'csv',
      compressed,
      reportName: 'Sales',
    } as const;
    const decision = answerBlob(request.method ?? '', request.headers, blob);
    if (decision.status === 412) return fail({ kind: 'condition' });
    if (decision.status === 416) return fail({ kind: 'range', contentRange: decision.contentRange });
    response.writeHead(decision.status, blobHeaders(decision, blob, facts));
    if (request.method === 'HEAD' || decision.status === 304) return void response.end();
    const body = file.read(decision.start, decision.end);
    await pipeline('pipe' in body ? body : Readable.from([body]), response);
  };
  const server = http.createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    requests,
    link: (expiresAt = now + 60_000, path = '/reports/file.csv') =>
      `http://127.0.0.1:${port}${signFilePath({ path, expiresAt, secret })}`,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await cache.close();
    },
  };
}
