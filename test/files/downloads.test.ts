import { BlobClient } from '@azure/storage-blob';
import { readdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { completeReport, download, linkOf } from '../support/download.ts';
import { createReport, scheduled } from '../support/payloads.ts';
import { startForTest, type World } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';

const REVENUE = 'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LAST_MONTH';
/** Several megabytes, so that its file goes to disk. */
const LARGE =
  'SELECT CustomerName, SubscriptionId, Month, SKU, CustomerTenantId FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME';

let world: World;
beforeAll(async () => (world = await startForTest()));
afterAll(() => world.emulator.close());

const linesOf = (text: string): readonly string[] => text.split('\r\n');
const codeIn = (xml: string): string | undefined => /<Code>(\w+)<\/Code>/.exec(xml)?.[1];

describe('a file', () => {
  test('is gzip, whatever the client says it accepts, and looks like a blob', async () => {
    const { link } = await completeReport(world, { ReportName: 'Monthly' });
    for (const accept of ['gzip', 'identity', '*;q=0']) {
      const { status, headers, bytes, text } = await download(link, { 'Accept-Encoding': accept });
      expect(status).toBe(200);
      expect(bytes.subarray(0, 2).toString('hex')).toBe('1f8b');
      expect(headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-type': 'text/csv',
        'content-length': String(bytes.length),
        'accept-ranges': 'bytes',
        'content-disposition': 'attachment; filename="Monthly.csv"',
        'last-modified': 'Thu, 15 Jan 2026 00:00:03 GMT',
        etag: expect.stringMatching(/^"0x[0-9A-F]+"$/),
        'x-ms-blob-type': 'BlockBlob',
        'x-ms-version': '2021-08-06',
        'x-ms-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(linesOf(text).length).toBeGreaterThan(20);
    }
  });

  test('is one gzip member, at which careless clients stop', async () => {
    const { link } = await completeReport(world, { query: LARGE });
    const { bytes, text } = await download(link);
    expect(linesOf(text).length).toBeGreaterThan(10_000);
    // The last four bytes of a member are the length of what is in it.
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(Buffer.byteLength(text));
    expect(text === (await (await fetch(link)).text())).toBe(true);
  });

  test('is plain when asked for at the start', async () => {
    await using plain = await startForTest({ compressReports: false });
    const { link } = await completeReport(plain);
    const { headers, bytes } = await download(link, { 'Accept-Encoding': 'gzip' });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(bytes.toString()).toMatch(/^MpnId,PartnerName,/);
  });

  test('has tabs as TSV', async () => {
    const { link } = await completeReport(world, { Format: 'TSV', query: REVENUE });
    const { headers, text } = await download(link);
    expect(new URL(link).pathname).toMatch(/\.tsv$/);
    expect(headers).toMatchObject({
      'content-type': 'text/tab-separated-values',
      'content-disposition': 'attachment; filename="Once.tsv"',
    });
    expect(linesOf(text)[0]).toBe('CustomerName\tProduct\tBilledRevenueUSD');
  });

  test.each([
    [
      'Zahlen für März',
      `attachment; filename="Zahlen f_r M_rz.csv"; filename*=UTF-8''Zahlen%20f%C3%BCr%20M%C3%A4rz.csv`,
    ],
    ['日本 🎌', `attachment; filename="__ _.csv"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%20%F0%9F%8E%8C.csv`],
    ['a/b\\c:d', 'attachment; filename="a_b_c_d.csv"'],
    ['say "hi"\r\nX-Evil: 1', 'attachment; filename="say _hi___X-Evil_ 1.csv"'],
    ['..', 'attachment; filename="...csv"'],
    ['100%', `attachment; filename="100_.csv"; filename*=UTF-8''100%25.csv`],
  ])('is named like its report: %j', async (ReportName, disposition) => {
    const { link } = await completeReport(world, { ReportName });
    expect((await download(link)).headers['content-disposition']).toBe(disposition);
  });

  test('needs no token, and takes one for nothing', async () => {
    const { link } = await completeReport(world);
    expect(
      (await download(link, { Authorization: 'Bearer nonsense', 'X-Emulator-Sandbox': '!' })).status,
    ).toBe(200);
  });

  test('of a Report viewer has revenue blanked, also for whoever downloads it', async () => {
    const viewer = { ...world, partner: world.partner.as(withClaims({ roles: ['ReportViewer'] })) };
    const theirs = await download((await completeReport(viewer, { query: REVENUE })).link);
    const ours = await download((await completeReport(world, { query: REVENUE })).link);
    expect(linesOf(theirs.text)[0]).toBe(linesOf(ours.text)[0]);
    expect(linesOf(theirs.text).length).toBe(linesOf(ours.text).length);
    const revenues = (text: string): Set<string> =>
      new Set(
        linesOf(text)
          .slice(1, -1)
          .map((line) => line.slice(line.lastIndexOf(',') + 1)),
      );
    expect(revenues(theirs.text)).toEqual(new Set(['']));
    expect(revenues(ours.text).size).toBeGreaterThan(10);
    expect(theirs.headers['etag']).not.toBe(ours.headers['etag']);
  });
});

describe('a part of a file', () => {
  let link: string;
  let whole: Buffer;
  beforeAll(async () => {
    ({ link } = await completeReport(world, { query: REVENUE }));
    whole = (await download(link)).bytes;
  });

  test.each(['Range', 'x-ms-range'])('is sent for %s', async (name) => {
    const { status, headers, bytes } = await download(link, { [name]: 'bytes=10-29' });
    expect(status).toBe(206);
    expect(headers).toMatchObject({ 'content-range': `bytes 10-29/${whole.length}`, 'content-length': '20' });
    expect(bytes).toEqual(whole.subarray(10, 30));
  });

  test('and another make the whole', async () => {
    const half = Math.floor(whole.length / 2);
    const [first, second] = await Promise.all([
      download(link, { Range: `bytes=0-${half - 1}` }),
      download(link, { Range: `bytes=${half}-` }),
    ]);
    expect(Buffer.concat([first.bytes, second.bytes])).toEqual(whole);
  });

  test('behind the end is 416', async () => {
    const { status, headers, text } = await download(link, { Range: `bytes=${whole.length}-` });
    expect([status, codeIn(text), headers['content-range']]).toEqual([
      416,
      'InvalidRange',
      `bytes */${whole.length}`,
    ]);
  });

  test('is the whole when the file is not the one the client had', async () => {
    expect((await download(link, { Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200);
  });
});

describe('conditions', () => {
  let link: string;
  let etag: string;
  beforeAll(async () => {
    ({ link } = await completeReport(world));
    etag = String((await download(link)).headers['etag']);
  });

  test.each<[string, (etag: string) => Record<string, string>, number]>([
    ['If-None-Match of the same', (own) => ({ 'If-None-Match': own }), 304],
    ['If-None-Match of any', () => ({ 'If-None-Match': '*' }), 304],
    ['If-None-Match of others', () => ({ 'If-None-Match': '"a", "b"' }), 200],
    ['If-Match of the same', (own) => ({ 'If-Match': `"a", ${own}` }), 200],
    ['If-Match of another', () => ({ 'If-Match': '"a"' }), 412],
    ['If-Modified-Since its time', () => ({ 'If-Modified-Since': 'Thu, 15 Jan 2099 00:00:03 GMT' }), 304],
    [
      'If-Unmodified-Since before it',
      () => ({ 'If-Unmodified-Since': 'Wed, 14 Jan 2026 00:00:00 GMT' }),
      412,
    ],
  ])('%s', async (_, conditions, expected) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, bytes } = await download(link, conditions(etag), method);
      expect(status).toBe(expected);
      if (status === 304) expect([headers['etag'], bytes.length]).toEqual([etag, 0]);
      if (status === 412) expect(headers['x-ms-error-code']).toBe('ConditionNotMet');
    }
  });
});

test('HEAD tells what GET sends', async () => {
  const { link } = await completeReport(world);
  const head = await download(link, {}, 'HEAD');
  const get = await download(link);
  const same = ({ headers }: typeof head) => ({
    ...headers,
    date: '',
    'x-ms-request-id': '',
    'x-ms-correlation-id': '',
  });
  expect(same(head)).toEqual(same(get));
  expect([head.bytes.length, head.headers['content-length']]).toEqual([0, String(get.bytes.length)]);
});

describe('a file is refused in the form of the blob service', () => {
  const expectFault = async (link: string, status: number, code: string): Promise<string> => {
    const answer = await download(link);
    expect(answer.text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><Error><Code>/);
    expect([answer.status, codeIn(answer.text), answer.headers['x-ms-error-code']]).toEqual([
      status,
      code,
      code,
    ]);
    expect(answer.headers['content-type']).toBe('application/xml');
    const head = await download(link, {}, 'HEAD');
    expect([head.status, head.bytes.length]).toEqual([status, 0]);
    return answer.text;
  };

  test('without a signature, or with a wrong one', async () => {
    const { link } = await completeReport(world);
    const url = new URL(link);
    expect(await expectFault(`${url.origin}${url.pathname}`, 403, 'AuthenticationFailed')).toContain(
      'no signature',
    );
    const spoiled = [
      link.replace('sp=r', 'sp=rw'),
      link.replace('2026', '2027'),
      link.replace('.csv', '.tsv'),
      link.replace('/reports/default/', '/Reports/default/'),
      link.replace('/reports/', '//reports/'),
      `${link}&se=2099-01-01T00%3A00%3A00Z`,
      link.replace(/sig=.*/, 'sig='),
      link.replace(/sig=.*/, 'sig=%00%ff'),
      `${url.origin}/reports/nowhere/x/y.csv${url.search}`,
      `${url.origin}/reports${url.search}`,
    ];
    for (const each of spoiled) await expectFault(each, 403, 'AuthenticationFailed');
    // Parameters may come in any order, and unknown ones are nobody's business.
    const reordered = [...url.searchParams]
      .reverse()
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    expect((await download(`${url.origin}${url.pathname}?x=1&${reordered.join('&')}`)).status).toBe(200);
  });

  test('from the moment its link expires, until there is a fresh one', async () => {
    await using brief = await startForTest({ linkTtl: 60 });
    const { link, reportId } = await completeReport(brief);
    await brief.sandbox.clock.advance(59);
    expect((await download(link)).status).toBe(200);
    await brief.sandbox.clock.advance(1);
    expect(await expectFault(link, 403, 'AuthenticationFailed')).toContain(
      'Signed expiry time [Thu, 15 Jan 2026 00:01:03 GMT]',
    );
    expect((await download(await linkOf(brief, reportId))).status).toBe(200);
  });

  test('and an expired link tells the time of its sandbox', async () => {
    await using brief = await startForTest({ linkTtl: 60 });
    const { link } = await completeReport(brief);
    await brief.sandbox.clock.advance(3600);
    const text = await expectFault(link, 403, 'AuthenticationFailed');
    expect(text).toContain('must be after signed start time [Thu, 15 Jan 2026 01:00:03 GMT]');
    expect(text).toContain('Time:2026-01-15T01:00:03.0000000Z');
  });

  test('when its address can not be read', async () => {
    await expectFault(`${world.emulator.url}/reports/default/%zz/x.csv`, 400, 'InvalidUri');
    expect((await download(`${world.emulator.url}//Reports/%ff`)).status).toBe(400);
  });

  test('when its report was deleted, but the signature is looked at first', async () => {
    const { link, reportId } = await completeReport(world);
    expect((await download(link)).status).toBe(200);
    await world.partner.deleteReport(reportId);
    await expectFault(link, 404, 'BlobNotFound');
    await expectFault(link.replace(/sig=.*/, 'sig=x'), 403, 'AuthenticationFailed');
  });

  test('when its sandbox was reset', async () => {
    await using own = await startForTest();
    const { link } = await completeReport(own);
    own.sandbox.reset();
    await expectFault(link, 404, 'BlobNotFound');
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('to %s', async (method) => {
    const { link } = await completeReport(world);
    const { status, headers, text } = await download(link, {}, method);
    expect([status, codeIn(text), headers['allow']]).toEqual([405, 'UnsupportedHttpVerb', 'GET, HEAD']);
    expect((await download(link)).status).toBe(200);
  });
});

describe('what is in a file stays the same', () => {
  test('for one execution, whenever and by whichever link it is fetched', async () => {
    const { link, reportId } = await completeReport(world, { query: REVENUE });
    const first = await download(link);
    await world.sandbox.clock.advance('PT12H');
    const later = await download(await linkOf(world, reportId));
    expect(later.bytes).toEqual(first.bytes);
    expect(later.headers).toMatchObject({
      etag: first.headers['etag'],
      'last-modified': first.headers['last-modified'],
    });
  });

  test('in another emulator of the same seed', async () => {
    const files = [];
    for (let n = 0; n < 2; n++) {
      await using one = await startForTest({ seed: 7 });
      files.push(await download((await completeReport(one, { query: REVENUE })).link));
    }
    expect(files[1]?.bytes).toEqual(files[0]?.bytes);
    expect(files[1]?.headers['etag']).toBe(files[0]?.headers['etag']);
  });

  test('while another execution of its report is another file', async () => {
    await using own = await startForTest({ minStartLead: 0, linkTtl: 'P30D' });
    const reportId = await createReport(
      own.partner,
      scheduled({ StartTime: '2026-01-15T01:00:00Z', RecurrenceInterval: 24 }),
    );
    await own.sandbox.clock.advance('PT2H');
    const first = await download(await linkOf(own, reportId));
    await own.sandbox.clock.advance('P1D');
    const second = await download(await linkOf(own, reportId));
    expect(second.headers['etag']).not.toBe(first.headers['etag']);
    expect(second.headers['last-modified']).toBe('Fri, 16 Jan 2026 01:00:03 GMT');
  });

  test('when its report is told to have another format from now on', async () => {
    await using own = await startForTest({ minStartLead: 0, linkTtl: 'P30D' });
    const reportId = await createReport(
      own.partner,
      scheduled({ StartTime: '2026-01-15T01:00:00Z', RecurrenceInterval: 24 }),
    );
    await own.sandbox.clock.advance('PT2H');
    const link = await linkOf(own, reportId);
    const before = await download(link);
    await own.partner.updateReport(reportId, {
      ReportName: 'Renamed',
      StartTime: '2026-01-15T05:00:00Z',
      RecurrenceInterval: 24,
      Format: 'TSV',
    });
    expect((await download(link)).bytes).toEqual(before.bytes);
    expect(new URL(await linkOf(own, reportId)).pathname).toMatch(/\.csv$/);
    await own.sandbox.clock.advance('PT4H');
    const after = await linkOf(own, reportId);
    expect(new URL(after).pathname).toMatch(/\.tsv$/);
    expect((await download(after)).headers['content-disposition']).toBe('attachment; filename="Renamed.tsv"');
    expect((await download(link)).headers['content-disposition']).toBe('attachment; filename="Nightly.csv"');
  });
});

describe('a large file', () => {
  const folders = (): readonly string[] =>
    readdirSync(tmpdir()).filter((name) =>
      name.startsWith(`partner-center-insights-emulator-${process.pid}-`),
    );

  test('is made once for all who ask at the same time', async () => {
    await using own = await startForTest({ compressReports: false });
    const { link } = await completeReport(own, { query: LARGE });
    const others = Array.from({ length: 8 }, () => download(link));
    const parts = Array.from({ length: 8 }, (_, n) =>
      download(link, { Range: `bytes=${n * 1000}-${n * 1000 + 999}` }),
    );
    const head = download(link, {}, 'HEAD');
    const [first, ...rest] = await Promise.all(others);
    expect(rest.every(({ bytes }) => first !== undefined && bytes.equals(first.bytes))).toBe(true);
    for (const [n, part] of (await Promise.all(parts)).entries())
      expect(part.bytes.equals(first?.bytes.subarray(n * 1000, n * 1000 + 1000) ?? Buffer.of())).toBe(true);
    expect((await head).headers['content-length']).toBe(String(first?.bytes.length));
    // Each one made would have got a number of its own.
    expect(folders().flatMap((name) => readdirSync(join(tmpdir(), name)))).toEqual(['1.part']);
  });

  test('goes on when its report is deleted meanwhile', async () => {
    await using own = await startForTest({ compressReports: false });
    const { link, reportId } = await completeReport(own, { query: LARGE });
    const whole = await download(link);
    const response = await beginDownload(link);
    await own.partner.deleteReport(reportId);
    let length = 0;
    for await (const chunk of response) length += (chunk as Buffer).length; // no encoding is set
    expect(length).toBe(whole.bytes.length);
    expect((await download(link)).status).toBe(404);
  });

  test('that a client gives up leaves the emulator as it was', async () => {
    await using own = await startForTest({ compressReports: false });
    const { link } = await completeReport(own, { query: LARGE });
    for (let n = 0; n < 5; n++) {
      const response = await beginDownload(link);
      response.destroy();
    }
    expect((await download(link)).status).toBe(200);
  });

  test('that could not be made is a 500, and is tried again by the next request', async () => {
    await using own = await startForTest({ compressReports: false });
    const { link } = await completeReport(own, { query: LARGE });
    const full = jest.spyOn(fs, 'mkdtemp').mockRejectedValue(new Error('ENOSPC: no space left on device'));
    const failed = await Promise.all([download(link), download(link), download(link, {}, 'HEAD')]);
    full.mockRestore();
    expect(failed.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(codeIn(failed[0].text)).toBe('InternalError');
    expect(failed[0].text).not.toContain('ENOSPC');
    expect((await download(link)).status).toBe(200);
  });

  test('leaves nothing on the disk once the emulator is closed', async () => {
    {
      await using own = await startForTest({ compressReports: false });
      await download((await completeReport(own, { query: LARGE })).link);
      expect(folders()).toHaveLength(1);
    }
    expect(folders()).toEqual([]);
  });
});

describe('the Azure SDK', () => {
  test('downloads, streams and looks at a file by its link', async () => {
    const { link } = await completeReport(world, { query: LARGE });
    const { bytes, text, headers } = await download(link);
    const client = new BlobClient(link);
    const properties = await client.getProperties();
    expect(properties).toMatchObject({
      contentLength: bytes.length,
      contentEncoding: 'gzip',
      contentType: 'text/csv',
      etag: headers['etag'],
      blobType: 'BlockBlob',
    });
    const streamed: Buffer[] = [];
    for await (const block of (await client.download()).readableStreamBody ?? [])
      streamed.push(Buffer.from(block));
    expect(Buffer.concat(streamed).equals(bytes)).toBe(true);
    const buffer = await client.downloadToBuffer(0, undefined, { blockSize: 64 * 1024, concurrency: 3 });
    expect(gunzipSync(buffer).toString() === text).toBe(true);
  });
});

/** On a connection of its own, which is over when the answer is. */
function beginDownload(link: string): Promise<http.IncomingMessage> {
  return new Promise((resolve) => {
    http.get(link, { agent: false }, resolve).on('error', () => {});
  });
}
